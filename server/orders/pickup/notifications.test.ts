import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { notice, outgoingMessage } from "@/db/schema/contacts";
import { pickup } from "@/db/schema/orders";
import { localMail } from "@/db/schema/platform";
import { deliverDue } from "@/server/messaging/outbox";
import type { Ctx } from "@/server/platform/context";
import { signLink } from "@/server/platform/http/signed-link";
import { loadSecrets } from "@/server/platform/secrets";
import { inTransaction } from "@/server/platform/transaction";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { paidBefore } from "@/server/testing/payments";
import { cancel, extend } from "./commands";
import { notifyPickup } from "./notifications";
import * as queries from "./queries";
import { remind, sendDueReminders } from "./remind";
import { reserve } from "./reserve";
import { claim, markReady, setLineStatus } from "./store/commands";
import { handOver } from "./store/hand-over";
import { listStoreNotices } from "./store/queries";

process.env.DEMO = "1";
beforeAll(async () => {
  await loadSecrets();
});
beforeEach(async () => {
  await db().delete(outgoingMessage);
});
afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
});

const listMails = async (recipient: string) => {
  await deliverDue();
  return db().select().from(localMail).where(eq(localMail.recipient, recipient));
};
let people = 0;

/** A reservation of one item in each of `sizes`, with `contact`, which a consultant prepares. */
async function makePickingPickup({ sizes = ["M"], contact = "", locale = "en" as Ctx["locale"] } = {}) {
  const store = await makeStore();
  const { variants } = await makeProduct(sizes);
  for (const v of variants) await stock(v.id, store.id, 2);
  const shopper = await makeShopper();
  const ctx = { ...shopper.ctx, locale };
  const to = contact || `leyla-${people++}@example.test`;
  const row = await reserve(ctx, {
    key: randomUUID(),
    storeId: store.id,
    lines: variants.map((v) => ({ variantId: v.id, quantity: 1 })),
    contact: { name: "Leyla H", contact: to },
  });
  const rauf = await makeConsultant(store.id);
  await claim(rauf.ctx, { pickupId: row.id });
  const setLine = (status: "picked" | "declined", at = 0) =>
    setLineStatus(rauf.ctx, { pickupId: row.id, lineId: row.lines[at]?.id ?? "", status });
  const finish = () => markReady(rauf.ctx, { pickupId: row.id });
  const getNotices = async () => (await listStoreNotices(store.id)).filter((r) => r.pickupId === row.id);
  return { store, ctx, to, row, pickupId: row.id, rauf, setLine, finish, getNotices };
}

describe("ready and declined", () => {
  test("notifies the given address in the language of the reservation, with day, place and page", async () => {
    const words = { en: ["is ready", "Kept"], ru: ["готов к выдаче", "до"], az: ["hazırdır", "son vaxt"] };
    for (const locale of ["en", "ru", "az"] as const) {
      const { to, row, pickupId, setLine, finish, getNotices } = await makePickingPickup({ locale });
      await setLine("picked");
      await finish();
      const [mail, ...more] = await listMails(to);
      expect(more).toEqual([]);
      expect(mail?.body).toContain(words[locale][0]);
      expect(mail?.body).toMatch(new RegExp(words[locale][1] ?? "", "i"));
      for (const part of [
        String(row.number),
        row.store.name,
        `/${locale}/reservations/${pickupId}#s=${signLink("pickup", pickupId)}`,
      ])
        expect(mail?.body).toContain(part);
      expect(await getNotices()).toMatchObject([{ kind: "ready", state: "sent", channel: "email", reach: "" }]);
      expect((await getNotices())[0]?.hint).toMatch(/^l…@example\.test$/);
    }
  });

  test("goes by text message to a phone number, of which the store sees the last two digits only", async () => {
    const phone = `+9945012345${String(people++ + 10)}`;
    const { pickupId, setLine, finish, getNotices } = await makePickingPickup({ contact: phone, locale: "ru" });
    await setLine("picked");
    await inTransaction((tx) => notifyPickup(tx, pickupId, "ready"));
    expect(await getNotices()).toMatchObject([{ state: "queued", hint: `…${phone.slice(-2)}`, reach: "" }]);
    await finish();
    const [text] = await listMails(phone);
    // The longer or the shorter wording, as the day's name leaves room.
    expect(text).toMatchObject({ channel: "sms", body: expect.stringContaining("готов") });
    expect(await getNotices()).toMatchObject([{ state: "sent", channel: "sms" }]);
  });

  test("names what of it was not found, and nothing to pay when all of it is missing", async () => {
    const part = await makePickingPickup({ sizes: ["S", "M"] });
    await part.setLine("declined", 0);
    await part.setLine("picked", 1);
    await part.finish();
    expect((await listMails(part.to))[0]?.body).toMatch(/Not found in the store: .+\. You do not pay for it\./);
    const none = await makePickingPickup();
    await none.setLine("declined");
    expect(await none.finish()).toMatchObject({ status: "declined" });
    const mails = await listMails(none.to);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body).toContain("There is nothing to pay.");
  });

  test("is sent once, however often it is marked", async () => {
    const { to, pickupId, setLine, finish } = await makePickingPickup();
    await setLine("picked");
    await finish();
    await db().update(pickup).set({ status: "picking" }).where(eq(pickup.id, pickupId));
    await finish();
    await Promise.all([1, 2, 3].map(() => inTransaction((tx) => notifyPickup(tx, pickupId, "ready"))));
    expect(await listMails(to)).toHaveLength(1);
  });

  test("is not sent when its change is rolled back", async () => {
    const { to, pickupId, setLine, getNotices } = await makePickingPickup();
    await setLine("picked");
    const undone = inTransaction(async (tx) => {
      await notifyPickup(tx, pickupId, "ready");
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect([await listMails(to), await getNotices()]).toEqual([[], []]);
  });

  test("of ready and cancelled at once one wins, and only the winner notifies", async () => {
    for (let i = 0; i < 8; i++) {
      const { ctx, to, pickupId, setLine, finish } = await makePickingPickup();
      await setLine("picked");
      const [done, cancelled] = await Promise.allSettled([finish(), cancel(ctx, { pickupId })]);
      const mails = await listMails(to);
      expect(mails).toHaveLength(done.status === "fulfilled" ? 1 : 0);
      expect([done.status, cancelled.status]).toContain("fulfilled");
    }
  });
});

test("a message that was not delivered in time is a failure and is not sent again", async () => {
  const { pickupId, getNotices, to } = await makePickingPickup();
  await inTransaction((tx) => notifyPickup(tx, pickupId, "ready"));
  await db().update(outgoingMessage).set({ expiresAt: sql`clock_now()` });
  expect(await listMails(to)).toEqual([]);
  expect(await getNotices()).toMatchObject([{ state: "failed", reach: to }]);
});

describe("the end of its hold", () => {
  /** Ready since the evening before, held until 21:00 of the store's day; the clock stands `before` that. */
  async function endsIn(before: string, { zone = "Asia/Baku", readyBefore = "20 hours" } = {}) {
    const picking = await makePickingPickup();
    await picking.setLine("picked");
    await picking.finish();
    await listMails(picking.to);
    await db().execute(sql`update store set time_zone = ${zone} where id = ${picking.store.id}`);
    const end = sql`((clock_now() at time zone ${zone})::date + 2 + time '21:00') at time zone ${zone}`;
    await db()
      .update(pickup)
      .set({ expiresAt: end, readyAt: sql`${end} - ${readyBefore}::interval` })
      .where(eq(pickup.id, picking.pickupId));
    await db().execute(sql`update clock_offset set shift =
      (select expires_at from pickup where id = ${picking.pickupId}) - ${before}::interval - now()`);
    const reminded = async () => (await listMails(picking.to)).filter((m) => m.body.includes("still waiting for you"));
    return { ...picking, reminded };
  }
  const sweepTwice = async () =>
    (await Promise.all([sendDueReminders(), sendDueReminders()])).reduce((a, b) => a + b) + (await sendDueReminders());

  test("is announced once, five hours before, in the store's time zone", async () => {
    for (const zone of ["Asia/Baku", "America/Los_Angeles"]) {
      const early = await endsIn("5 hours 1 minute", { zone });
      expect([await sweepTwice(), await early.reminded()]).toEqual([0, []]);
      const due = await endsIn("4 hours 59 minutes", { zone });
      expect(await sweepTwice()).toBe(1);
      const mails = await due.reminded();
      expect(mails).toHaveLength(1);
      expect(mails[0]?.body).toContain("21:00");
      await db().delete(notice).where(eq(notice.subjectId, early.pickupId));
      await db().update(pickup).set({ status: "cancelled" }).where(eq(pickup.id, early.pickupId));
    }
  });

  test("is not announced when it was extended, handed over, or became ready too late", async () => {
    const kept = await endsIn("4 hours");
    await extend(kept.ctx, { pickupId: kept.pickupId });
    const handedOver = await endsIn("4 hours");
    await paidBefore(handedOver.pickupId);
    await handOver(handedOver.rauf.ctx, { pickupId: handedOver.pickupId, code: handedOver.row.code });
    const late = await endsIn("4 hours", { readyBefore: "4 hours 30 minutes" });
    expect(await sweepTwice()).toBe(0);
    for (const one of [kept, handedOver, late]) expect(await one.reminded()).toEqual([]);
  });

  test("waits for the morning of the store", async () => {
    const { pickupId, store } = await endsIn("4 hours");
    // 17:00 in Baku is five or six in the morning there.
    await db().execute(sql`update store set time_zone = 'America/Los_Angeles' where id = ${store.id}`);
    expect(await sweepTwice()).toBe(0);
    await db().update(pickup).set({ status: "cancelled" }).where(eq(pickup.id, pickupId));
  });

  /** The shopper extends it between the read and the write of the reminder. */
  async function extendedBetween() {
    const { ctx, pickupId, reminded } = await endsIn("4 hours");
    await extend(ctx, { pickupId });
    await remind(pickupId);
    return (await reminded()).length;
  }

  test("is checked again under the row's lock", async () => {
    expect(await extendedBetween()).toBe(0);
  });

  test("would be announced wrongly without that check", async () => {
    expect(await runBroken(queries, { endsSoon: () => undefined }, extendedBetween)).toBe(1);
  });
});
