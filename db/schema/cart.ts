import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
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
    /** Who changed it last, see sync_change.by, and through which client. */
    by: jsonb().$type<Record<string, string>>().notNull().default(sql`'{}'::jsonb`),
    clientId: uuid(),
    /** When it last came to life: a remove that is older did not see it. */
    bornVersion: bigint({ mode: "number" }).notNull().default(0),
    bornClientId: uuid(),
    priceSeenMinor: integer().notNull(),
    currency: text().notNull(),
    deletedAt: at(),
    version: bigint({ mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.scopeId, t.lineKey] }),
    check("cart_line_quantity", sql`quantity between 0 and 99`),
    index("cart_line_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
  ],
);
