import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at } from "../columns";

/** A line of a shopper's one cart. It holds no stock. */
export const cartLine = pgTable(
  "cart_line",
  {
    scopeId: uuid().notNull(),
    /** `{variantId}:deliver` or `{variantId}:{storeId}`. */
    lineKey: text().notNull(),
    variantId: uuid().notNull(),
    fulfilment: text().$type<"deliver" | "pickup">().notNull(),
    storeId: uuid(),
    quantity: integer().notNull(),
    /** Who changed it last, see sync_change.by. */
    actor: text().notNull().default(""),
    priceSeenMinor: integer().notNull(),
    currency: text().notNull(),
    deletedAt: at(),
    version: bigint({ mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.scopeId, t.lineKey] }), check("cart_line_quantity", sql`quantity between 0 and 99`)],
);
