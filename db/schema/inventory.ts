import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { changedIn, variant } from "./catalogue";
import { store } from "./stores";

/** The stock of a store now; available = onHand - reserved. */
export const stockLevel = pgTable(
  "stock_level",
  {
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    onHand: integer().notNull().default(0),
    reserved: integer().notNull().default(0),
    updatedAt: atNow(),
    changedIn: changedIn(),
  },
  (t) => [
    primaryKey({ columns: [t.variantId, t.storeId] }),
    index("stock_level_changed_in").on(t.changedIn),
    check("stock_level_reserved", sql`reserved >= 0 and reserved <= on_hand`),
    // "available today in my store" on listings
    index("stock_level_available").on(t.storeId, t.variantId).where(sql`on_hand > reserved`),
  ],
);

/** Append-only ledger: on hand = the sum of deltas. */
export const stockMovement = pgTable(
  "stock_movement",
  {
    id: id(),
    variantId: uuid().notNull(),
    storeId: uuid().notNull(),
    delta: integer().notNull(),
    reason: text()
      .$type<
        | "import"
        | "seed"
        | "received"
        | "found"
        | "collected"
        | "sold"
        | "returned"
        | "damaged"
        | "correction"
        | "transfer_out"
        | "transfer_in"
        | "transfer_back"
        | "counted"
      >()
      .notNull(),
    referenceId: text(),
    actorId: uuid(),
    at: atNow(),
  },
  (t) => [index("stock_movement_item").on(t.variantId, t.storeId), index("stock_movement_at").on(t.at, t.id)],
);

/** Stock held for an owner until `expiresAt`; ends exactly once. */
export const stockHold = pgTable(
  "stock_hold",
  {
    id: id(),
    variantId: uuid().notNull(),
    storeId: uuid().notNull(),
    quantity: integer().notNull(),
    ownerId: uuid().notNull(),
    purpose: text().$type<"pickup" | "order">().notNull(),
    referenceId: uuid().notNull(),
    createdAt: atNow(),
    expiresAt: at().notNull(),
    endedAt: at(),
    outcome: text().$type<"consumed" | "released">(),
  },
  (t) => [
    check("stock_hold_quantity", sql`quantity > 0`),
    index("stock_hold_open").on(t.expiresAt).where(sql`ended_at is null`),
    // a buyer's own hold counts as available in their quote
    index("stock_hold_owner").on(t.ownerId).where(sql`ended_at is null`),
    index("stock_hold_reference").on(t.referenceId),
  ],
);
