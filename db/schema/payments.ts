import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { staff, storeDevice } from "./identity";
import { order } from "./orders";
import { store } from "./stores";

export type PaymentMethod = "card_online" | "card_terminal" | "cash";
/**
 * `late`: money came when the order was void and its holds released; all of it is refunded. `refused`: the amount was
 * another.
 */
export type PaymentStatus = "open" | "captured" | "failed" | "expired" | "late" | "refused";

/** One attempt to pay an order. */
export const payment = pgTable(
  "payment",
  {
    id: id(),
    orderId: uuid().notNull(),
    method: text().$type<PaymentMethod>().notNull(),
    status: text().$type<PaymentStatus>().notNull().default("open"),
    amountMinor: integer().notNull(),
    currency: text().notNull(),
    /** Stripe's Checkout Session (`cs_…`), or the Terminal's PaymentIntent (`pi_…`). */
    providerRef: text(),
    /** Stripe's PaymentIntent behind it, to which refunds refer. */
    intentRef: text(),
    /** The hosted page. */
    url: text(),
    /** Why it failed or was refused: Stripe's code. */
    failure: text(),
    registerSessionId: uuid(),
    createdAt: atNow(),
    expiresAt: at().notNull(),
    /** When the provider was last queried. */
    checkedAt: at(),
    capturedAt: at(),
  },
  (t) => [
    unique("payment_currency").on(t.id, t.currency),
    foreignKey({
      name: "payment_order_currency",
      columns: [t.orderId, t.currency],
      foreignColumns: [order.id, order.currency],
    }),
    index("payment_order").on(t.orderId),
    uniqueIndex("payment_provider_ref").on(t.providerRef),
    index("payment_intent_ref").on(t.intentRef),
    uniqueIndex("payment_captured").on(t.orderId).where(sql`status = 'captured'`),
    // the payments that the reconciler queries
    index("payment_open").on(t.createdAt).where(sql`status = 'open'`),
    check("payment_amount", sql`amount_minor > 0`),
  ],
);

export type RefundStatus = "pending" | "sent" | "succeeded" | "failed";
/** `refused`: the money was of another amount or order, and never accepted. */
export type RefundReason = "returned" | "cancelled" | "not_found" | "expired" | "late" | "refused";

/** A refund to the original payment method. */
export const refund = pgTable(
  "refund",
  {
    id: id(),
    paymentId: uuid().notNull(),
    orderId: uuid().notNull(),
    amountMinor: integer().notNull(),
    currency: text().notNull(),
    reason: text().$type<RefundReason>().notNull(),
    status: text().$type<RefundStatus>().notNull().default("pending"),
    providerRef: text(),
    failure: text(),
    staffId: uuid().references(() => staff.id),
    registerSessionId: uuid(),
    attempts: integer().notNull().default(0),
    createdAt: atNow(),
    nextAt: atNow(),
    endedAt: at(),
  },
  (t) => [
    unique("refund_currency").on(t.id, t.currency),
    foreignKey({
      name: "refund_payment_currency",
      columns: [t.paymentId, t.currency],
      foreignColumns: [payment.id, payment.currency],
    }),
    foreignKey({
      name: "refund_order_currency",
      columns: [t.orderId, t.currency],
      foreignColumns: [order.id, order.currency],
    }),
    index("refund_order").on(t.orderId),
    index("refund_payment").on(t.paymentId),
    uniqueIndex("refund_provider_ref").on(t.providerRef),
    index("refund_due").on(t.nextAt).where(sql`status in ('pending','sent')`),
    check("refund_amount", sql`amount_minor > 0`),
  ],
);

/** Every processed event of the provider, once. */
export const providerEvent = pgTable(
  "provider_event",
  {
    /** `evt_…`. */
    id: text().primaryKey(),
    type: text().notNull(),
    objectRef: text().notNull(),
    at: atNow(),
  },
  (t) => [index("provider_event_at").on(t.at)],
);

/** A cash shift of a register, from opening to counting; one open at a time on a tablet. */
export const registerSession = pgTable(
  "register_session",
  {
    id: id(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    storeDeviceId: uuid()
      .notNull()
      .references(() => storeDevice.id),
    currency: text().notNull(),
    openedBy: uuid()
      .notNull()
      .references(() => staff.id),
    openedAt: atNow(),
    floatMinor: integer().notNull(),
    closedBy: uuid().references(() => staff.id),
    closedAt: at(),
    countedMinor: integer(),
    expectedMinor: integer(),
    note: text().notNull().default(""),
  },
  (t) => [
    unique("register_session_currency").on(t.id, t.currency),
    uniqueIndex("register_session_open").on(t.storeDeviceId).where(sql`closed_at is null`),
    index("register_session_store").on(t.storeId, t.openedAt),
    check("register_session_float", sql`float_minor >= 0`),
  ],
);

/** Append-only: the expected cash = float + the sum of amounts. */
export const cashMovement = pgTable(
  "cash_movement",
  {
    id: id(),
    registerSessionId: uuid().notNull(),
    amountMinor: integer().notNull(),
    /** The cash shift's, and that of the payment or refund that it belongs to. */
    currency: text().notNull(),
    reason: text().$type<"sale" | "refund" | "paid_in" | "paid_out">().notNull(),
    /** Why cash was put in or taken out. */
    note: text().notNull().default(""),
    paymentId: uuid(),
    refundId: uuid(),
    staffId: uuid()
      .notNull()
      .references(() => staff.id),
    at: atNow(),
  },
  (t) => [
    foreignKey({
      name: "cash_movement_session_currency",
      columns: [t.registerSessionId, t.currency],
      foreignColumns: [registerSession.id, registerSession.currency],
    }),
    foreignKey({
      name: "cash_movement_payment_currency",
      columns: [t.paymentId, t.currency],
      foreignColumns: [payment.id, payment.currency],
    }),
    foreignKey({
      name: "cash_movement_refund_currency",
      columns: [t.refundId, t.currency],
      foreignColumns: [refund.id, refund.currency],
    }),
    index("cash_movement_session").on(t.registerSessionId),
  ],
);
