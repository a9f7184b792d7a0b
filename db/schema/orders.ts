import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, atNow, id, type LocalisedText } from "../columns";
import { variant } from "./catalogue";
import { staff } from "./identity";
import { store } from "./stores";

export type PickupStatus =
  | "requested"
  | "reserved"
  | "picking"
  | "ready"
  | "collected"
  | "declined"
  | "cancelled"
  | "expired";

/**
 * An unpaid order is `awaiting`; then it is `placed` or `void`. The state that people read is derived, see
 * server/orders/rules.ts.
 */
export type OrderState = "awaiting" | "placed" | "void";
export type VoidReason = "expired" | "cancelled" | "replaced";
export type FulfilmentKind = "deliver" | "pickup" | "in_store";
export type FulfilmentStatus = "waiting" | "open" | "packed" | "sent" | "delivered" | "handed_over" | "cancelled";
/** Delivery address of a shipment; `country` is ISO 3166 alpha-2. */
export type Address = { line1: string; line2: string; city: string; postcode: string; country: string };
/** VAT contained in a total, by the selling store's country; `rateBp` in hundredths of a per cent. */
export type VatPart = { country: string; rateBp: number; minor: number };

/** What a shopper buys together, across fulfilment methods. */
export const order = pgTable(
  "customer_order",
  {
    id: id(),
    /** Short number people say aloud, e.g. 10042. */
    number: integer().notNull().generatedAlwaysAsIdentity({ startWith: 10_001 }),
    /** Null for an anonymous buyer at the register. */
    shopperId: uuid(),
    channel: text().$type<"shop" | "tablet">().notNull(),
    /** The tablet's store and the selling member of staff. */
    storeId: uuid().references(() => store.id),
    staffId: uuid().references(() => staff.id),
    state: text().$type<OrderState>().notNull().default("awaiting"),
    voidReason: text().$type<VoidReason>(),
    contactName: text().notNull().default(""),
    email: text().notNull().default(""),
    phone: text().notNull().default(""),
    address: jsonb().$type<Address>(),
    locale: text().$type<"en" | "ru" | "az">().notNull(),
    goodsMinor: integer().notNull(),
    deliveryMinor: integer().notNull(),
    totalMinor: integer().notNull(),
    vat: jsonb().$type<VatPart[]>().notNull(),
    currency: text().notNull(),
    quoteHash: text().notNull(),
    createdAt: atNow(),
    /** Until when an unpaid order keeps its holds. */
    expiresAt: at().notNull(),
    placedAt: at(),
    voidedAt: at(),
  },
  (t) => [
    // the rows of an order name its currency too
    unique("customer_order_currency").on(t.id, t.currency),
    // what people say, and the office's pages
    uniqueIndex("customer_order_number").on(t.number),
    index("customer_order_shopper").on(t.shopperId, t.createdAt),
    index("customer_order_created").on(t.createdAt, t.id),
    // the sweep of unpaid orders
    index("customer_order_due").on(t.expiresAt).where(sql`state = 'awaiting'`),
    // two tabs, or a double tap, create one order
    uniqueIndex("customer_order_awaiting").on(t.shopperId).where(sql`state = 'awaiting'`),
    check(
      "customer_order_total",
      sql`total_minor = goods_minor + delivery_minor and goods_minor >= 0 and delivery_minor >= 0`,
    ),
  ],
);

/** One fulfilment of a part of an order. That of a pickup continues as the row of `pickup` with the same id. */
export const fulfilment = pgTable(
  "fulfilment",
  {
    id: id(),
    orderId: uuid()
      .notNull()
      .references(() => order.id),
    kind: text().$type<FulfilmentKind>().notNull(),
    /** The store that ships or hands over the items. */
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    status: text().$type<FulfilmentStatus>().notNull().default("waiting"),
    tracking: text().notNull().default(""),
    claimedBy: uuid().references(() => staff.id),
    packedAt: at(),
    sentAt: at(),
    /** Delivered, handed over or cancelled. */
    endedAt: at(),
    createdAt: atNow(),
    updatedAt: atNow(),
  },
  (t) => [
    index("fulfilment_order").on(t.orderId),
    index("fulfilment_to_do").on(t.storeId).where(sql`kind = 'deliver' and status in ('open','packed','sent')`),
  ],
);

/** An item as it was named and priced at the time of the order. */
export const orderLine = pgTable(
  "order_line",
  {
    id: id(),
    orderId: uuid().notNull(),
    fulfilmentId: uuid()
      .notNull()
      .references(() => fulfilment.id),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    title: jsonb().$type<LocalisedText>().notNull(),
    /** Size, colour: "M / ecru". */
    option: text().notNull(),
    quantity: integer().notNull(),
    priceMinor: integer().notNull(),
    currency: text().notNull(),
    vatRateBp: integer().notNull(),
    /** The cart line it came from; that leaves the cart when the order is paid. */
    lineKey: text(),
    /** Not found, or cancelled before the hand-over. */
    cancelledQuantity: integer().notNull().default(0),
    returnedQuantity: integer().notNull().default(0),
    /** The line whose items were returned for these: an exchange. Its part of the order has the id of that return. */
    insteadOf: uuid().references((): AnyPgColumn => orderLine.id),
  },
  (t) => [
    foreignKey({
      name: "order_line_order_currency",
      columns: [t.orderId, t.currency],
      foreignColumns: [order.id, order.currency],
    }),
    index("order_line_order").on(t.orderId),
    index("order_line_fulfilment").on(t.fulfilmentId),
    index("order_line_instead_of").on(t.insteadOf).where(sql`instead_of is not null`),
    check(
      "order_line_quantity",
      sql`quantity > 0 and cancelled_quantity >= 0 and returned_quantity >= 0 and cancelled_quantity + returned_quantity <= quantity`,
    ),
  ],
);

export type OrderEventKind =
  | "ordered"
  | "paid"
  | "payment_failed"
  | "void"
  | "packed"
  | "sent"
  | "delivered"
  | "pickup_ready"
  | "collected"
  | "handed_over"
  | "line_declined"
  | "cancelled"
  | "returned"
  | "exchanged"
  | "refund"
  | "refunded";

/** The order's timeline: append-only. */
export const orderEvent = pgTable(
  "order_event",
  {
    id: id(),
    orderId: uuid()
      .notNull()
      .references(() => order.id),
    kind: text().$type<OrderEventKind>().notNull(),
    fulfilmentId: uuid(),
    staffId: uuid(),
    amountMinor: integer(),
    at: atNow(),
  },
  (t) => [index("order_event_order").on(t.orderId, t.at)],
);

/** What a shopper has entered into the checkout so far, on any device. */
export const checkoutDraft = pgTable("checkout_draft", {
  shopperId: uuid().primaryKey(),
  name: text().notNull().default(""),
  email: text().notNull().default(""),
  phone: text().notNull().default(""),
  address: jsonb().$type<Address>(),
  updatedAt: atNow(),
});

/** A reservation in a store: paid at its hand-over, or a part of a paid order. */
export const pickup = pgTable(
  "pickup",
  {
    id: id(),
    /** Short number people say aloud, e.g. 4821. */
    number: integer().notNull().generatedAlwaysAsIdentity({ startWith: 4801 }),
    /** Six digits shown to the shopper only; required at hand-over. */
    code: text().notNull(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    shopperId: uuid().notNull(),
    /** The paid order it is a part of; null until it is paid at its hand-over. */
    orderId: uuid(),
    /** That of its lines, and of its order. */
    currency: text().notNull(),
    status: text().$type<PickupStatus>().notNull(),
    contactName: text().notNull(),
    contact: text().notNull(),
    /** Language of mails and messages to them. */
    locale: text().$type<"en" | "ru" | "az">().notNull().default("en"),
    promisedAt: at().notNull(),
    expiresAt: at().notNull(),
    extendedAt: at(),
    claimedBy: uuid().references(() => staff.id),
    createdAt: atNow(),
    pickingAt: at(),
    readyAt: at(),
    /** Collected, declined, cancelled or expired. */
    endedAt: at(),
    updatedAt: atNow(),
    /** Handed over before hand-overs were sales: its money is not recorded. */
    unbooked: boolean().notNull().default(false),
  },
  (t) => [
    unique("pickup_currency").on(t.id, t.currency),
    foreignKey({
      name: "pickup_order_currency",
      columns: [t.orderId, t.currency],
      foreignColumns: [order.id, order.currency],
    }),
    // nothing is handed over unpaid
    check("pickup_collected_paid", sql`status <> 'collected' or order_id is not null or unbooked`),
    index("pickup_shopper").on(t.shopperId),
    index("pickup_order").on(t.orderId).where(sql`order_id is not null`),
    // the sweep of expired reservations
    index("pickup_due").on(t.expiresAt).where(sql`status in ('reserved','picking','ready')`),
    index("pickup_open").on(t.storeId, t.promisedAt).where(sql`status in ('requested','reserved','picking','ready')`),
    uniqueIndex("pickup_code_open")
      .on(t.storeId, t.code)
      .where(sql`status in ('requested','reserved','picking','ready')`),
  ],
);

export const pickupLine = pgTable(
  "pickup_line",
  {
    id: id(),
    pickupId: uuid().notNull(),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    quantity: integer().notNull(),
    priceMinor: integer().notNull(),
    currency: text().notNull(),
    status: text().$type<"reserved" | "picked" | "declined">().notNull().default("reserved"),
  },
  (t) => [
    foreignKey({
      name: "pickup_line_pickup_currency",
      columns: [t.pickupId, t.currency],
      foreignColumns: [pickup.id, pickup.currency],
    }),
    index("pickup_line_pickup").on(t.pickupId),
    check("pickup_line_quantity", sql`quantity > 0`),
  ],
);

/** Wrong hand-over codes entered on a tablet in the current window: six digits must not be guessed. */
export const handoverAttempt = pgTable("handover_attempt", {
  storeDeviceId: uuid().primaryKey(),
  since: atNow(),
  tries: integer().notNull().default(0),
});
