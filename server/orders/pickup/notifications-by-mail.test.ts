import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { order, pickup } from "@/db/schema/orders";
import { deliverDue } from "@/server/messaging/outbox";
import { loadSecrets } from "@/server/platform/secrets";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { reserve } from "./reserve";
import { claim, markCalled, markReady, setLineStatus } from "./store/commands";
import { listStoreNotices } from "./store/queries";

// An app outside demo mode with a mail server of its own and no text messages.
type ReceivedMail = { to: string[]; raw: string };
const kept: ReceivedMail[] = [];
const sink = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: ({ address }, _session, done) =>
    done(address === "gone@example.test" ? new Error(`550 ${address} is unknown`) : null),
  onData: (stream, { envelope }, done) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      kept.push({ to: envelope.rcptTo.map((r) => r.address), raw: Buffer.concat(chunks).toString() });
      done();
    });
  },
});
sink.on("error", () => {});
beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  process.env.DEMO = "0";
  process.env.SMTP_URL = `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}`;
  await loadSecrets();
});
afterAll(() => new Promise<void>((resolve) => sink.close(() => resolve())));

/** A reservation with `contact`, found and marked ready; `of` is the contact of its order. */
async function makeReadyPickup(contact: string, of?: { email: string; phone: string }) {
  const store = await makeStore();
  const { variants } = await makeProduct(["M"]);
  const shopper = await makeShopper();
  const variantId = variants[0]?.id ?? "";
  await stock(variantId, store.id, 1);
  const lines = [{ variantId, quantity: 1 }];
  const input = { key: randomUUID(), storeId: store.id, lines, contact: { name: "Leyla H", contact } };
  const row = await reserve(shopper.ctx, input);
  const { ctx } = await makeConsultant(store.id);
  const pickupId = row.id;
  await claim(ctx, { pickupId });
  await setLineStatus(ctx, { pickupId, lineId: row.lines[0]?.id ?? "", status: "picked" });
  if (of) {
    const values = {
      channel: "shop" as const,
      state: "void" as const,
      locale: "en" as const,
      currency: "AZN",
      quoteHash: "",
      goodsMinor: 0,
      deliveryMinor: 0,
      totalMinor: 0,
      vat: [],
      expiresAt: sql`clock_now()`,
      ...of,
    };
    const [inserted] = await db().insert(order).values(values).returning();
    await db()
      .update(pickup)
      .set({ orderId: inserted?.id ?? null })
      .where(eq(pickup.id, pickupId));
  }
  await markReady(ctx, { pickupId });
  return { ctx, pickupId, row, getNotices: () => listStoreNotices(store.id) };
}

test("the e-mail reaches the mail server, once", async () => {
  const { row, getNotices } = await makeReadyPickup("leyla@example.test");
  await Promise.all([deliverDue(), deliverDue()]);
  const mails = kept.filter((m) => m.to.includes("leyla@example.test"));
  expect(mails).toHaveLength(1);
  const { subject, text } = await PostalMime.parse(mails[0]?.raw ?? "");
  expect(subject).toContain(`Pick-up ${row.number} is ready`);
  expect(text).toContain(row.store.name);
  expect(await getNotices()).toMatchObject([{ state: "sent", channel: "email", hint: "l…@example.test", reach: "" }]);
});

test("a phone number cannot be reached: the order's e-mail address is used, and the store sees that one", async () => {
  const { getNotices } = await makeReadyPickup("+994501112233", {
    email: "order@example.test",
    phone: "+994501112233",
  });
  await deliverDue();
  expect(kept.filter((m) => m.to.includes("order@example.test"))).toHaveLength(1);
  expect(await getNotices()).toMatchObject([{ state: "sent", channel: "email", hint: "o…@example.test" }]);
});

test("with a phone number only nothing is sent, no sent notice shows, and the store sees the number", async () => {
  const { getNotices } = await makeReadyPickup("+994501112244");
  expect(await getNotices()).toMatchObject([{ state: "unsendable", channel: null, hint: "", reach: "+994501112244" }]);
});

test("an address that the mail server refuses shows in the store until somebody has called", async () => {
  const { ctx, pickupId, getNotices } = await makeReadyPickup("gone@example.test");
  for (const wait of ["0", "3 seconds", "14 seconds", "50 seconds"]) {
    await db().execute(sql`update clock_offset set shift = ${wait}::interval`);
    await deliverDue();
  }
  await db().execute(sql`update clock_offset set shift = '0'`);
  expect(await getNotices()).toMatchObject([{ state: "failed", reach: "gone@example.test" }]);
  const elsewhere = await makeConsultant((await makeStore()).id);
  await expect(markCalled(elsewhere.ctx, { pickupId })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await markCalled(ctx, { pickupId });
  expect(await getNotices()).toMatchObject([{ state: "called", reach: "" }]);
  await expect(markCalled(ctx, { pickupId })).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
});
