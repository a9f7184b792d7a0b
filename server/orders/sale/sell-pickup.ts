import { and, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { fulfilment, order, pickup } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import type { ShiftActor } from "@/server/access/actors";
import { assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { extendHolds } from "@/server/inventory/commands";
import { getOpenRegisterSession } from "@/server/payments/cash.queries";
import { insertPaymentSql } from "@/server/payments/commands";
import { cancelCheckoutSession } from "@/server/payments/online/commands";
import { getStripe } from "@/server/payments/provider";
import { getCardMinimum } from "@/server/payments/rules";
import type { PaymentMethod } from "@/server/payments/schema";
import { now, sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError, isAppError } from "@/server/platform/errors";
import { getStore } from "@/server/stores/queries";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { getHostedCheckout } from "../checkout/hosted-checkout";
import type { CheckoutSession } from "../checkout/schema";
import { addOrderEvent, announceOrder } from "../events";
import { placeFreeOrder } from "../lifecycle/reactions";
import { voidOrder } from "../lifecycle/void";
import { getPickup, type PickupRecord } from "../pickup/queries";
import { computeDue } from "../pickup/rules";
import type { StorePickupRow } from "../pickup/schema";
import { checkCode } from "../pickup/store/hand-over";
import {
  canPayByCard,
  computeContainedVat,
  getVatRateBp,
  hasVatRate,
  holdMinutes,
  sessionMinutes,
} from "../quote/rules";
import type { SellPickup } from "./schema";

type PaymentAttempt = { orderId: string; paymentId: string; method: PaymentMethod; status: string };

/** The last attempt to pay a reserved pickup: its order's fulfilment has the pickup's own id. */
async function findLastAttempt(pickupId: string): Promise<PaymentAttempt | null> {
  const [found] = await db()
    .select({ orderId: fulfilment.orderId, paymentId: payment.id, method: payment.method, status: payment.status })
    .from(fulfilment)
    .innerJoin(payment, eq(payment.orderId, fulfilment.orderId))
    .where(eq(fulfilment.id, pickupId))
    .orderBy(desc(payment.createdAt))
    .limit(1);
  return found ?? null;
}

/** Voids the shopper's pending orders from elsewhere: this sale replaces them. */
async function voidOtherOrders(pickupId: string): Promise<void> {
  const notItsOwn = sql`not exists (select from fulfilment f where f.id = ${pickupId} and f.order_id = ${order.id})`;
  const otherOrders = await db()
    .select({ id: order.id })
    .from(order)
    .innerJoin(pickup, eq(pickup.shopperId, order.shopperId))
    .where(and(eq(pickup.id, pickupId), eq(order.state, "awaiting"), notItsOwn));
  for (const { id } of otherOrders) await voidOrder(id, "replaced");
}

/** Locks the pickup, which is ready and unpaid, and holds its items until `until` at least. Throws WRONG_STATUS. */
async function holdReadyPickup(tx: Tx, pickupId: string, until: Date): Promise<PickupRecord> {
  const unpaid = and(eq(pickup.id, pickupId), eq(pickup.status, "ready"), isNull(pickup.orderId));
  const [kept] = await tx
    .update(pickup)
    .set({ expiresAt: sql`greatest(${pickup.expiresAt}, ${until.toISOString()}::timestamptz)` })
    .where(and(unpaid, gt(pickup.expiresAt, sqlNow)))
    .returning({ expiresAt: pickup.expiresAt });
  const record = await getPickup(pickupId, tx);
  if (!kept) throw new AppError("WRONG_STATUS", { status: record.status });
  await extendHolds(tx, pickupId, kept.expiresAt);
  return record;
}

type PickupSale = { actor: ShiftActor; pickupId: string; method: PaymentMethod; locale: Ctx["locale"] };

/** Inserts the sale of a pickup: what was found, at the reservation prices. Throws ORDER_OPEN. */
async function insertSale(
  tx: Tx,
  p: PickupRecord,
  { of: { actor, method, locale }, at }: { of: PickupSale; at: Date },
): Promise<string> {
  const total = computeDue(p.lines);
  const { currency } = total;
  const { country } = await getStore(actor.storeId, tx);
  const rateBp = getVatRateBp(country);
  const vat = JSON.stringify([{ country, rateBp, minor: computeContainedVat(total.minor, rateBp) }]);
  const [email, phone] = p.contact.includes("@") ? [p.contact, ""] : ["", p.contact];
  const attempt = { method, amountMinor: total.minor, currency, expiresAt: addMinutes(at, sessionMinutes) };
  const [created] = await tx.execute<{ id: string }>(sql`
    with placed as (
      insert into customer_order (shopper_id, channel, store_id, staff_id, locale, contact_name, email, phone, goods_minor,
        delivery_minor, total_minor, vat, currency, quote_hash, expires_at)
      select ${p.shopperId}::uuid, 'tablet', ${actor.storeId}::uuid, ${actor.staffId}::uuid,
        coalesce((select s.locale from shopper s where s.id = ${p.shopperId}::uuid), ${locale}::text), ${p.contactName}::text,
        ${email}::text, ${phone}::text, ${total.minor}::int, 0, ${total.minor}::int, ${vat}::text::jsonb, ${currency}::text, '',
        ${addMinutes(at, holdMinutes).toISOString()}::timestamptz
      where not exists (select from fulfilment f where f.id = ${p.id}::uuid)
      on conflict do nothing returning id
    ), part as (
      insert into fulfilment (id, order_id, kind, store_id)
      select ${p.id}::uuid, o.id, 'pickup', ${actor.storeId}::uuid from placed o
    ), line as (
      insert into order_line (order_id, fulfilment_id, variant_id, title, option, quantity, price_minor, currency, vat_rate_bp)
      select o.id, ${p.id}::uuid, l.variant_id, g.title,
        array_to_string(array_remove(array[v.option1, v.option2, v.option3], ''), ' / '), l.quantity, l.price_minor,
        l.currency, ${rateBp}::int
      from placed o, pickup_line l join variant v on v.id = l.variant_id join product g on g.id = v.product_id
      where l.pickup_id = ${p.id}::uuid and l.status <> 'declined'
    ), event as (
      insert into order_event (order_id, kind, staff_id, amount_minor)
      select o.id, 'ordered', ${actor.staffId}::uuid, ${total.minor}::int from placed o
    ), paying as (${total.minor > 0 ? insertPaymentSql(attempt) : sql`select`})
    select id from placed`);
  if (!created) throw new AppError("ORDER_OPEN");
  return created.id;
}

/**
 * Reopens the sale of a pickup, for another payment method or after its time was over. Throws ALREADY_PAID, CONFLICT.
 */
async function reopenSale(
  tx: Tx,
  orderId: string,
  { of: { actor, method }, at }: { of: PickupSale; at: Date },
): Promise<void> {
  const { storeId, staffId } = actor;
  const again = { state: "awaiting" as const, voidReason: null, voidedAt: null, storeId, staffId };
  const [o] = await tx
    .update(order)
    .set({ ...again, expiresAt: addMinutes(at, holdMinutes) })
    .where(and(eq(order.id, orderId), ne(order.state, "placed")))
    .returning();
  if (!o) throw new AppError("ALREADY_PAID");
  const open = sql`select 1 from payment where order_id = ${orderId} and status in ('open', 'captured')`;
  // Another tablet was faster: its attempt is the open one.
  if ((await tx.execute(open)).length > 0) throw new AppError("CONFLICT");
  await tx.update(fulfilment).set({ status: "waiting", endedAt: null }).where(eq(fulfilment.orderId, orderId));
  const { totalMinor: amountMinor, currency } = o;
  const opening = insertPaymentSql({ method, amountMinor, currency, expiresAt: addMinutes(at, sessionMinutes) });
  await tx.execute(sql`with placed as (select ${orderId}::uuid as id) ${opening}`);
}

const addMinutes = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

async function startSale(
  tx: Tx,
  announce: Announce,
  { of, before }: { of: PickupSale; before: PaymentAttempt | null },
): Promise<string> {
  const { actor, pickupId, method } = of;
  const at = await now(tx);
  // A payment locks the order's row before the pickup's: so does reopening the order.
  if (before) await reopenSale(tx, before.orderId, { of, at });
  const record = await holdReadyPickup(tx, pickupId, addMinutes(at, holdMinutes));
  const orderId = before?.orderId ?? (await insertSale(tx, record, { of, at }));
  if (before) await addOrderEvent(tx, orderId, { kind: "ordered", staffId: actor.staffId });
  const free = computeDue(record.lines).minor === 0;
  const { total } = free
    ? await placeFreeOrder(tx, announce, orderId)
    : await announceOrder(tx, announce, { orderId, by: { staff: actor.name } });
  const about = { subjectKind: "order", subjectId: orderId };
  const after = { method, totalMinor: total.minor };
  await recordAudit(tx, actor, { action: "sale.placed", ...about, after, details: { pickupId } });
  return orderId;
}

/**
 * Asserts that a pickup can be sold. Throws ALREADY_PAID, OTHER_CURRENCY, NO_VAT_RATE, and by card CARD_MINIMUM,
 * PAYMENT_DISABLED.
 */
async function assertSellable({ paid, lines, store }: StorePickupRow, method: PaymentMethod): Promise<void> {
  if (paid) throw new AppError("ALREADY_PAID");
  if (lines.some((l) => l.price.currency !== env().CURRENCY)) throw new AppError("OTHER_CURRENCY");
  if (!hasVatRate((await getStore(store.id)).country)) throw new AppError("NO_VAT_RATE");
  const total = computeDue(lines);
  if (method === "cash" || total.minor === 0) return;
  const cardFrom = { ...total, minor: getCardMinimum(total.currency) };
  if (!canPayByCard({ total, cardFrom })) throw new AppError("CARD_MINIMUM", { leastMinor: cardFrom.minor });
  if (!getStripe()) throw new AppError("PAYMENT_DISABLED");
}

/**
 * Begins the sale of a reserved pickup against its code, paid as any sale on a tablet; the payment hands it over. Its
 * items stay held for the pickup meanwhile. A repeated call with the same payment method continues the same sale;
 * another payment method replaces the one before. A free one is handed over at once. Throws what `checkCode` and
 * `assertSellable` throw, TILL_CLOSED for cash without an open register, PAYMENT_UNREACHABLE, ORDER_OPEN, CONFLICT when
 * another tablet was faster.
 */
export async function sellPickup(ctx: Ctx, { pickupId, code, method }: SellPickup): Promise<CheckoutSession> {
  const actor = assertShift(ctx, "serve");
  const sale = await checkCode(ctx, { code, pickupId });
  await assertSellable(sale, method);
  if (method === "cash" && computeDue(sale.lines).minor > 0) await getOpenRegisterSession(actor.storeDeviceId);
  const before = await findLastAttempt(pickupId);
  if (before?.status === "open") {
    if (before.method === method) return getHostedCheckout(ctx, before.orderId);
    if ((await cancelCheckoutSession(before.paymentId)) === "captured") throw new AppError("ALREADY_PAID");
  }
  await voidOtherOrders(pickupId);
  const of = { actor, pickupId, method, locale: ctx.locale };
  const begun = commitWithChanges((tx, announce) => startSale(tx, announce, { of, before })).catch(async (e) => {
    const faster =
      isAppError(e) && ["ORDER_OPEN", "CONFLICT"].includes(e.appCode) ? await findLastAttempt(pickupId) : null;
    if (faster?.status !== "open" || faster.method !== method) throw e;
    return faster.orderId;
  });
  return getHostedCheckout(ctx, await begun);
}
