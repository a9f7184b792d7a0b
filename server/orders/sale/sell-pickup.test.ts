import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { variant } from "@/db/schema/catalogue";
import { stockHold, stockLevel, stockMovement } from "@/db/schema/inventory";
import { order, pickup } from "@/db/schema/orders";
import { store as stores } from "@/db/schema/stores";
import { checkInvariants } from "@/server/health/commands";
import { getLastChecks } from "@/server/health/queries";
import { listStockViolations } from "@/server/inventory/queries";
import { refreshPayment } from "@/server/payments/online/commands";
import { presentTestCard, startReaderPayment } from "@/server/payments/terminal/commands";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { movements, openTill } from "@/server/testing/paid-order";
import { atLocalStripe, makeReader, paymentsOf, refundsOf } from "@/server/testing/payments";
import { expireOrders } from "../lifecycle/void";
import { listOfficeOrders } from "../office/queries";
import { officeOrdersSchema } from "../office/schema";
import { cancel } from "../pickup/commands";
import { expirePickups } from "../pickup/expire";
import { reserve } from "../pickup/reserve";
import { claim, markReady, setLineStatus } from "../pickup/store/commands";
import { handOver } from "../pickup/store/hand-over";
import * as guards from "../pickup/store/queries";
import { findReceiptOrder } from "../receipt/queries";
import { returnItems } from "../returns/commands";
import { getReturnableOrder } from "../returns/queries";
import { acceptCash, cancelSale, getSaleStatus } from "./commands";
import { sellPickup } from "./sell-pickup";

const { pay } = atLocalStripe();
const refused = (appCode: string) => ({ appCode });
const shiftClock = (by: string) => db().execute(sql`update clock_offset set shift = ${by}::interval`);

/** The invariants that are violated now. */
async function listViolations() {
  await checkInvariants();
  return (await getLastChecks()).invariants.filter((c) => c.broken > 0).map((c) => c.name);
}

afterEach(async () => {
  expect(await listStockViolations()).toEqual([]);
  expect(await listViolations()).toEqual([]);
  await shiftClock("0");
});

/** A guest's reservation of a found and a missing item, ready in the store, and a consultant with an open register. */
async function makeReadyPickup({ priceMinor = 12_900 } = {}) {
  const store = await makeStore();
  const { variants } = await makeProduct(["S", "M"]);
  for (const v of variants) await stock(v.id, store.id, 1);
  for (const { id } of variants) await db().update(variant).set({ priceMinor }).where(eq(variant.id, id));
  const shopper = await makeShopper();
  const row = await reserve(shopper.ctx, {
    key: randomUUID(),
    storeId: store.id,
    lines: variants.map((v) => ({ variantId: v.id, quantity: 1 })),
    contact: { name: "Leyla H", contact: "leyla@example.test" },
  });
  const consultant = await makeConsultant(store.id);
  const rauf = { ...consultant, ctx: { ...consultant.ctx, origin: "http://127.0.0.1:9" } };
  const pickupId = row.id;
  await claim(rauf.ctx, { pickupId });
  const [found, missing] = variants.map((v) => row.lines.find((l) => l.variantId === v.id));
  await setLineStatus(rauf.ctx, { pickupId, lineId: found?.id ?? "", status: "picked" });
  await setLineStatus(rauf.ctx, { pickupId, lineId: missing?.id ?? "", status: "declined" });
  await markReady(rauf.ctx, { pickupId });
  const registerActor = await openTill(rauf.actor);
  const variantId = found?.variantId ?? "";
  const level = async () => {
    const at = and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, store.id));
    const [l] = await db().select().from(stockLevel).where(at);
    return [l?.onHand, l?.reserved];
  };
  const status = async () => (await db().select().from(pickup).where(eq(pickup.id, pickupId)))[0]?.status;
  const input = { pickupId, code: row.code };
  return { store, shopper, rauf, pickupId, variantId, registerActor, level, status, input };
}

test("cash: order, receipt, register movement and ledger, listed by the office, and it can be returned", async () => {
  const { rauf, shopper, store, input, pickupId, registerActor, level, status, variantId } = await makeReadyPickup();
  const { orderId, number, total, url } = await sellPickup(rauf.ctx, { ...input, method: "cash" });
  expect([total, url]).toEqual([{ minor: 12_900, currency: "AZN" }, null]);
  expect([await level(), await status(), await movements(registerActor)]).toEqual([[1, 1], "ready", []]);
  const paid = await acceptCash(rauf.ctx, { orderId });
  expect(paid).toMatchObject({ status: "complete", goods: { minor: 12_900 }, vat: [{ amount: { minor: 1_968 } }] });
  expect(paid.lines).toMatchObject([{ variantId, quantity: 1, option: "S" }]);
  expect([await level(), await status(), await movements(registerActor)]).toEqual([[0, 0], "collected", [12_900]]);
  const [left] = await db()
    .select()
    .from(stockMovement)
    .where(eq(stockMovement.referenceId, pickupId))
    .orderBy(stockMovement.reason);
  expect(left).toMatchObject({ delta: -1, reason: "collected", actorId: rauf.id });
  expect(await findReceiptOrder(shopper.ctx, orderId, null)).toMatchObject({ number });
  const office = await makeOffice();
  const listed = await listOfficeOrders(office.ctx, officeOrdersSchema.parse({ storeId: store.id }));
  expect(listed.orders).toMatchObject([{ orderId, status: "complete" }]);
  const [line] = (await getReturnableOrder({ number })).lines;
  expect(line).toMatchObject({ state: "returnable", left: 1 });
  const back = { lineId: line?.lineId ?? "", quantity: 1, reason: "size" as const, restocked: "shelf" as const };
  const done = await returnItems(rauf.ctx, { key: randomUUID(), orderId, lines: [back] });
  expect(done).toMatchObject({ refund: { minor: 12_900 }, to: "drawer" });
  expect(await movements(registerActor)).toEqual([12_900, -12_900]);
  const entries = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, orderId));
  expect(entries.map((e) => e.action).sort()).toEqual(["return.taken", "sale.cash", "sale.placed"]);
});

test("a reader and a QR hand it over with the payment; the items are never released in between", async () => {
  for (const method of ["card_terminal", "card_online"] as const) {
    const { store, rauf, input, pickupId, level, status } = await makeReadyPickup();
    const { orderId, url } = await sellPickup(rauf.ctx, { ...input, method });
    const ref = { orderId, readerId: method === "card_terminal" ? await makeReader(store.code) : "" };
    if (method === "card_terminal") {
      await startReaderPayment(rauf.ctx, ref);
      await presentTestCard(rauf.ctx, { ...ref, card: "taken" });
    } else await pay(url ?? "");
    expect(await getSaleStatus(rauf.ctx, { orderId })).toMatchObject({ status: "complete" });
    expect([await level(), await status()]).toEqual([[0, 0], "collected"]);
    const holds = await db().select().from(stockHold).where(eq(stockHold.referenceId, pickupId));
    expect(holds.map((h) => h.outcome)).toEqual(["consumed", "consumed"]);
  }
});

test("nothing is handed over unpaid: neither without a sale, nor during its payment, nor past the guard", async () => {
  const { rauf, input, pickupId, level, status } = await makeReadyPickup();
  await expect(handOver(rauf.ctx, input)).rejects.toMatchObject(refused("NOT_PAID"));
  await sellPickup(rauf.ctx, { ...input, method: "cash" });
  await expect(handOver(rauf.ctx, input)).rejects.toMatchObject(refused("NOT_PAID"));
  // Without the guard the table's own check refuses.
  const handOverUnguarded = () =>
    runBroken(guards, { isCollectable: () => undefined }, () => handOver(rauf.ctx, input));
  await expect(handOverUnguarded()).rejects.toMatchObject({
    cause: { constraint: "pickup_collected_paid" },
  });
  await db().execute(sql`alter table pickup drop constraint pickup_collected_paid`);
  await handOverUnguarded();
  expect(await status()).toBe("collected");
  expect(await listViolations()).toEqual(["pickup_paid"]);
  await db().update(pickup).set({ unbooked: true }).where(eq(pickup.id, pickupId));
  await db().execute(sql`alter table pickup add constraint pickup_collected_paid
    check (status <> 'collected' or order_id is not null or unbooked)`);
  expect(await level()).toEqual([0, 0]);
});

test("a wrong code, another store's tablet and a closed register sell nothing", async () => {
  const { rauf, input } = await makeReadyPickup();
  const wrong = { ...input, code: input.code === "000000" ? "000001" : "000000", method: "cash" as const };
  await expect(sellPickup(rauf.ctx, wrong)).rejects.toMatchObject(refused("CODE_WRONG"));
  const elsewhere = await makeConsultant((await makeStore()).id);
  const here = { ...input, method: "cash" as const };
  await expect(sellPickup(elsewhere.ctx, here)).rejects.toMatchObject(refused("CODE_WRONG"));
  const closed = await makeConsultant(rauf.storeId ?? "");
  await expect(sellPickup(closed.ctx, here)).rejects.toMatchObject(refused("TILL_CLOSED"));
  expect(await db().$count(order, eq(order.storeId, rauf.storeId ?? ""))).toBe(0);
});

test("a free one is handed over at once, with the register closed; below the minimum a card is refused at once", async () => {
  const free = await makeReadyPickup({ priceMinor: 0 });
  const closed = await makeConsultant(free.store.id);
  const { orderId, url } = await sellPickup(closed.ctx, { ...free.input, method: "cash" });
  expect([url, await free.status(), await free.level()]).toEqual([null, "collected", [0, 0]]);
  expect(await getSaleStatus(closed.ctx, { orderId })).toMatchObject({ status: "complete", total: { minor: 0 } });
  expect(await paymentsOf(orderId)).toEqual([]);
  const little = await makeReadyPickup({ priceMinor: 30 });
  for (const method of ["card_online", "card_terminal"] as const)
    await expect(sellPickup(little.rauf.ctx, { ...little.input, method })).rejects.toMatchObject(
      refused("CARD_MINIMUM"),
    );
  await sellPickup(little.rauf.ctx, { ...little.input, method: "cash" });
});

test("items without a known VAT rate are not sold", async () => {
  const untaxed = await makeReadyPickup();
  await db().update(stores).set({ country: "FR" }).where(eq(stores.id, untaxed.store.id));
  const there = { ...untaxed.input, method: "cash" as const };
  await expect(sellPickup(untaxed.rauf.ctx, there)).rejects.toMatchObject(refused("NO_VAT_RATE"));
});

test("two tablets begin the same hand-over: one sale; both take the cash: it is recorded once", async () => {
  for (let i = 0; i < 6; i++) {
    const { rauf, input, store, registerActor, level } = await makeReadyPickup();
    const aysel = await makeConsultant(store.id, "consultant", "Aysel");
    const second = await openTill(aysel.actor);
    const both = [rauf, aysel];
    const begun = await Promise.all(both.map(({ ctx }) => sellPickup(ctx, { ...input, method: "cash" })));
    expect(new Set(begun.map((b) => b.orderId)).size).toBe(1);
    const orderId = begun[0]?.orderId ?? "";
    await Promise.allSettled(both.map(({ ctx }) => acceptCash(ctx, { orderId })));
    expect([...(await movements(registerActor)), ...(await movements(second))]).toEqual([12_900]);
    expect(await level()).toEqual([0, 0]);
    expect((await paymentsOf(orderId)).map((p) => p.status)).toEqual(["captured"]);
  }
});

test("another payment method replaces the one before, on the same order; an unpaid QR can be begun again later", async () => {
  const { rauf, input, registerActor, status, level } = await makeReadyPickup();
  const qr = await sellPickup(rauf.ctx, { ...input, method: "card_online" });
  expect((await sellPickup(rauf.ctx, { ...input, method: "card_online" })).url).toBe(qr.url);
  const { orderId } = await sellPickup(rauf.ctx, { ...input, method: "cash" });
  expect(orderId).toBe(qr.orderId);
  expect((await paymentsOf(orderId)).map((p) => [p.method, p.status])).toEqual([
    ["card_online", "expired"],
    ["cash", "open"],
  ]);
  await cancelSale(rauf.ctx, { orderId });
  expect([await status(), await level()]).toEqual(["ready", [1, 1]]);
  await sellPickup(rauf.ctx, { ...input, method: "card_online" });
  await shiftClock("41 minutes");
  expect(await expireOrders()).toBeGreaterThan(0);
  expect([await status(), await level()]).toEqual(["ready", [1, 1]]);
  await sellPickup(rauf.ctx, { ...input, method: "cash" });
  await acceptCash(rauf.ctx, { orderId });
  expect([await status(), await movements(registerActor)]).toEqual(["collected", [12_900]]);
});

test("the shopper cancels while the QR is shown: no hand-over, and the payment is refunded", async () => {
  const { rauf, shopper, input, pickupId, level, status } = await makeReadyPickup();
  const { orderId, url } = await sellPickup(rauf.ctx, { ...input, method: "card_online" });
  await cancel(shopper.ctx, { pickupId });
  await pay(url ?? "");
  expect(await getSaleStatus(rauf.ctx, { orderId })).toMatchObject({ status: "awaiting_payment" });
  expect([await status(), await level()]).toEqual(["cancelled", [1, 0]]);
  expect(await refundsOf(orderId)).toMatchObject([{ amountMinor: 12_900, reason: "late" }]);
  expect(await expireOrders()).toBe(1);
  expect(await getSaleStatus(rauf.ctx, { orderId })).toMatchObject({ status: "not_paid" });
});

test("a payment after the sale was voided: the pickup is paid and ready, and is handed over by its code", async () => {
  const { rauf, shopper, input, pickupId, level, status } = await makeReadyPickup();
  const { orderId, url } = await sellPickup(rauf.ctx, { ...input, method: "card_online" });
  await pay(url ?? "");
  // Stripe's event arrives too late.
  await db().execute(sql`update payment set status = 'expired' where order_id = ${orderId}`);
  await db().execute(sql`update customer_order set state = 'void', void_reason = 'expired' where id = ${orderId}`);
  const [p] = await paymentsOf(orderId);
  await refreshPayment(p?.id ?? "");
  expect([await status(), await level()]).toEqual(["ready", [1, 1]]);
  await expect(sellPickup(rauf.ctx, { ...input, method: "cash" })).rejects.toMatchObject(refused("ALREADY_PAID"));
  expect(await handOver(rauf.ctx, input)).toMatchObject({ status: "collected", paid: true });
  expect(await level()).toEqual([0, 0]);
  await expect(cancel(shopper.ctx, { pickupId })).rejects.toMatchObject(refused("WRONG_STATUS"));
});

test("race: its hold expires, or the shopper cancels, just as it is paid: collected and paid, or neither", async () => {
  const seen = new Set<string>();
  for (let i = 0; i < 12; i++) {
    const { rauf, shopper, input, pickupId, registerActor, level, status } = await makeReadyPickup();
    const { orderId } = await sellPickup(rauf.ctx, { ...input, method: "cash" });
    const byClock = i % 2 === 0;
    if (byClock) await db().execute(sql`update pickup set expires_at = clock_now() where id = ${pickupId}`);
    const away = async () => {
      for (let trip = 0; trip < i; trip++) await db().execute(sql`select 1`);
      await (byClock ? expirePickups() : cancel(shopper.ctx, { pickupId }).catch(() => {}));
    };
    await Promise.allSettled([acceptCash(rauf.ctx, { orderId }), away()]);
    const outcome = `${await status()} ${await movements(registerActor)} ${await level()}`;
    seen.add(outcome.replace(/expired|cancelled/, "gone"));
    if ((await status()) !== "collected") await expireOrders();
  }
  for (const outcome of seen) expect(["collected 12900 0,0", "gone  1,0"]).toContain(outcome);
});
