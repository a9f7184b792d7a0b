import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { category, variant } from "./catalogue";
import { staff } from "./identity";
import { store } from "./stores";

export type TransferStatus = "sent" | "received" | "cancelled";
export type DifferenceReason = "missing" | "damaged" | "surplus";

/** A transfer of stock from one store to another; while `sent` it counts in no store's stock. */
export const stockTransfer = pgTable(
  "stock_transfer",
  {
    id: id(),
    /** Short number people say aloud and write on the box. */
    number: integer().notNull().generatedAlwaysAsIdentity({ startWith: 301 }),
    fromStoreId: uuid()
      .notNull()
      .references(() => store.id),
    toStoreId: uuid()
      .notNull()
      .references(() => store.id),
    status: text().$type<TransferStatus>().notNull().default("sent"),
    sentBy: uuid()
      .notNull()
      .references(() => staff.id),
    sentAt: atNow(),
    /** Who received or cancelled it, and when. */
    endedBy: uuid().references(() => staff.id),
    endedAt: at(),
  },
  (t) => [
    check("stock_transfer_stores", sql`from_store_id <> to_store_id`),
    index("stock_transfer_sent").on(t.sentAt, t.id),
    // the incoming transfers of a store's tablet
    index("stock_transfer_coming").on(t.toStoreId).where(sql`status = 'sent'`),
  ],
);

export const stockTransferLine = pgTable(
  "stock_transfer_line",
  {
    transferId: uuid()
      .notNull()
      .references(() => stockTransfer.id),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    sent: integer().notNull(),
    /** The received quantity; null while it is in transit or when it was cancelled. */
    received: integer(),
    /** Why `received` differs from `sent`. */
    difference: text().$type<DifferenceReason>(),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.variantId] }),
    check("stock_transfer_line_pieces", sql`sent > 0 and received >= 0`),
    check(
      "stock_transfer_line_difference",
      sql`(received is not null and received <> sent) = (difference is not null)`,
    ),
  ],
);

export type CountStatus = "open" | "booked" | "cancelled";
export type CountRefusal = "reserved" | "corrected" | "moved";

/** A stock count of a store; at most one is open in a store. */
export const stockCount = pgTable(
  "stock_count",
  {
    id: id(),
    number: integer().notNull().generatedAlwaysAsIdentity({ startWith: 101 }),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    /** Only this category; null for all. */
    categoryId: uuid().references(() => category.id),
    status: text().$type<CountStatus>().notNull().default("open"),
    openedBy: uuid()
      .notNull()
      .references(() => staff.id),
    openedAt: atNow(),
    endedBy: uuid().references(() => staff.id),
    endedAt: at(),
  },
  (t) => [
    uniqueIndex("stock_count_open").on(t.storeId).where(sql`status = 'open'`),
    index("stock_count_opened").on(t.openedAt, t.id),
  ],
);

export const stockCountLine = pgTable(
  "stock_count_line",
  {
    countId: uuid()
      .notNull()
      .references(() => stockCount.id),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    /** The recorded stock when the count was opened. */
    expected: integer().notNull(),
    /** The counted quantity; null while there is none. */
    counted: integer(),
    /** The recorded stock at the moment of counting: the difference refers to this. */
    expectedThen: integer(),
    /** Sum of corrections (imports, write-offs …) up to that moment; another sum at booking requires a recount. */
    correctedThen: integer(),
    countedBy: uuid().references(() => staff.id),
    countedAt: at(),
    /** The quantity booked by this line so far. */
    booked: integer().notNull().default(0),
    /** When the counted quantity was last booked; null while it was not. */
    bookedAt: at(),
    /** Why it could not be booked. */
    refusal: text().$type<CountRefusal>(),
  },
  (t) => [
    primaryKey({ columns: [t.countId, t.variantId] }),
    check("stock_count_line_counted", sql`counted >= 0 and (counted is null) = (expected_then is null)`),
  ],
);
