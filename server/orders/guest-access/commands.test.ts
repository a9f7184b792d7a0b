import { randomBytes, randomUUID } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { localMail } from "@/db/schema/platform";
import { deliverDue } from "@/server/messaging/outbox";
import type { Ctx } from "@/server/platform/context";
import { createCookieJar } from "@/server/platform/http/cookies";
import { loadSecrets } from "@/server/platform/secrets";
import { type CodeGuards, codeGuards } from "@/server/shoppers/addresses/one-time-codes";
import { ctxOf, makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { closeGuestSession, openGuestSession, requestAccessCode } from "./commands";
import { getGuestOrder } from "./queries";

process.env.DEMO = "1";
beforeAll(async () => {
  await loadSecrets();
});

const advanceClock = (interval: string) =>
  db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);

/** A paid order with an e-mail address of its own. */
async function placePaidOrder(email = `${randomUUID().slice(0, 8)}@example.test`, phone = "") {
  const buyer = await makeShopper();
  const store = await makeStore();
  const product = await makeProduct();
  const sums = { goodsMinor: 12_900, deliveryMinor: 0, totalMinor: 12_900, vat: [], currency: "AZN" };
  const [inserted] = await db()
    .insert(order)
    .values({
      shopperId: buyer.id,
      channel: "shop",
      state: "placed",
      contactName: "Leyla",
      email,
      phone,
      locale: "en",
      ...sums,
      quoteHash: "0".repeat(64),
      expiresAt: sql`clock_now()`,
      placedAt: sql`clock_now()`,
    })
    .returning();
  if (!inserted) throw new Error("no order");
  const [part] = await db()
    .insert(fulfilment)
    .values({ orderId: inserted.id, kind: "deliver", storeId: store.id, status: "open" })
    .returning();
  await db()
    .insert(orderLine)
    .values({
      orderId: inserted.id,
      fulfilmentId: part?.id ?? "",
      variantId: product.variants[0]?.id ?? "",
      title: product.title,
      option: "M",
      quantity: 1,
      priceMinor: 12_900,
      currency: "AZN",
      vatRateBp: 1800,
    });
  return { ...inserted, email };
}

/** A browser with cookies of its own. */
function makeBrowser() {
  const id = randomBytes(16).toString("base64url");
  let header = "";
  const ctx = (): Ctx => ({
    ...ctxOf({ kind: "anonymous" }),
    cookies: createCookieJar(header, (line) => {
      header = line.split(";", 1)[0] ?? "";
    }),
  });
  return { id, ctx };
}

async function listMails(address: string): Promise<string[]> {
  await deliverDue();
  const rows = await db().select().from(localMail).where(eq(localMail.recipient, address)).orderBy(desc(localMail.at));
  return rows.map((row) => row.body);
}
const parseCode = (body = "") => /\d{6}/.exec(body)?.[0] ?? "";

test("number and address get a code, and with it this browser sees the order for an hour", async () => {
  const { id, number, email } = await placePaidOrder();
  const { id: browser, ctx } = makeBrowser();
  await requestAccessCode(ctx(), { number, address: ` ${email.toUpperCase()} `, browser });
  const code = parseCode((await listMails(email))[0]);
  expect(await getGuestOrder(ctx())).toBeNull();
  await openGuestSession(ctx(), { number, address: email, code }, browser);
  expect(await getGuestOrder(ctx())).toMatchObject({
    order: { id, number, contactName: "Leyla", lines: [{ option: "M" }] },
  });
  expect(await getGuestOrder(makeBrowser().ctx())).toBeNull();
  await advanceClock("61 minutes");
  expect(await getGuestOrder(ctx())).toBeNull();
});

test("the code goes to a phone as well, and closing the session hides the order", async () => {
  const phone = "+994501234567";
  const { number } = await placePaidOrder("", phone);
  const { id: browser, ctx } = makeBrowser();
  await requestAccessCode(ctx(), { number, address: "050 123 45 67", browser });
  await openGuestSession(ctx(), { number, address: phone, code: parseCode((await listMails(phone))[0]) }, browser);
  expect(await getGuestOrder(ctx())).toMatchObject({ order: { number } });
  closeGuestSession(ctx());
  expect(await getGuestOrder(ctx())).toBeNull();
});

test("a number with another's address looks like one that fits, but nothing is sent", async () => {
  const placed = await placePaidOrder();
  const other = await placePaidOrder();
  const { id: browser, ctx } = makeBrowser();
  const answer = await requestAccessCode(ctx(), { number: placed.number, address: other.email, browser });
  expect(answer).toBe(await requestAccessCode(ctx(), { number: placed.number, address: placed.email, browser }));
  expect(await listMails(other.email)).toEqual([]);
  expect(await db().$count(outgoingMessage)).toBe(0);
  const code = parseCode((await listMails(placed.email))[0]);
  const crossed = openGuestSession(ctx(), { number: other.number, address: placed.email, code }, browser);
  await expect(crossed).rejects.toMatchObject({ appCode: "CODE_WRONG" });
  expect(await getGuestOrder(ctx())).toBeNull();
});

test("a code of another purpose opens no order, and a code works in its own browser only", async () => {
  const { number, email } = await placePaidOrder();
  const a = makeBrowser();
  const b = makeBrowser();
  await requestAccessCode(a.ctx(), { number, address: email, browser: a.id });
  const code = parseCode((await listMails(email))[0]);
  for (const thief of [b.id, null])
    await expect(openGuestSession(b.ctx(), { number, address: email, code }, thief)).rejects.toMatchObject({
      appCode: "CODE_EXPIRED",
    });
});

/** Whether the right code still works after `wrong` wrong ones, and how many codes an hour allows. */
async function guessCodes(guards: CodeGuards): Promise<{ opened: boolean; codes: number }> {
  const { number, email } = await placePaidOrder();
  const { id: browser, ctx } = makeBrowser();
  let codes = 0;
  for (let i = 0; i < 5; i++)
    codes += await requestAccessCode(ctx(), { number, address: email, browser }, guards).then(
      () => 1,
      () => 0,
    );
  const code = parseCode((await listMails(email))[0]);
  const wrong = Array.from({ length: 20 }, (_, i) => String(i).padStart(6, "0")).filter((c) => c !== code);
  for (const guess of wrong)
    await openGuestSession(ctx(), { number, address: email, code: guess }, browser, guards).catch(() => {});
  await openGuestSession(ctx(), { number, address: email, code }, browser, guards).catch(() => {});
  return { opened: (await getGuestOrder(ctx())) !== null, codes };
}

test("guessing ends after five attempts and three codes; without these guards it does not", async () => {
  expect(await guessCodes(codeGuards)).toEqual({ opened: false, codes: 3 });
  const unguarded = { ...codeGuards, tries: () => undefined, sends: () => null };
  expect(await guessCodes(unguarded)).toEqual({ opened: true, codes: 5 });
});
