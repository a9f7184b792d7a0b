import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { category, variant } from "./catalogue";
import { staff } from "./identity";
import { store } from "./stores";

export type TransferStatus = "sent" | "received" | "cancelled";
export type DifferenceReason = "missing" | "damaged" | "surplus";

/** Goods on the way from one store to another; while `sent` they stand on no store's shelf. */
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
    // what a store's tablet waits for
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
    /** What was counted in; null while it is on the way or when it was cancelled. */
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

/** A count of what stands in a store; at most one is open in a store. */
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
    /** What stood in the books when the count was opened. */
    expected: integer().notNull(),
    /** Pieces counted; null while nobody has. */
    counted: integer(),
    /** What stood in the books at the moment it was counted: the difference is taken to this. */
    expectedThen: integer(),
    /** Sum of corrections (imports, write-offs …) up to that moment; another sum at booking means: count again. */
    correctedThen: integer(),
    countedBy: uuid().references(() => staff.id),
    countedAt: at(),
    /** Pieces added to the books by this line so far. */
    booked: integer().notNull().default(0),
    /** When what was counted last went into the books; null while it has not. */
    bookedAt: at(),
    /** Why it could not be booked. */
    refusal: text().$type<CountRefusal>(),
  },
  (t) => [
    primaryKey({ columns: [t.countId, t.variantId] }),
    check("stock_count_line_counted", sql`counted >= 0 and (counted is null) = (expected_then is null)`),
  ],
);
