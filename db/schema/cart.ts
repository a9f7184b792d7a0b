import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { at } from "../columns";
import type { FulfilmentKind } from "./orders";

/** A shopper's one cart: the currency of its lines. An empty one takes that of the next line. */
export const cart = pgTable(
  "cart",
  {
    scopeId: uuid().primaryKey(),
    currency: text().notNull(),
  },
  (t) => [unique("cart_currency").on(t.scopeId, t.currency)],
);

/** A line of a shopper's one cart. It holds no stock. */
export const cartLine = pgTable(
  "cart_line",
  {
    scopeId: uuid().notNull(),
    /** `{variantId}:deliver` or `{variantId}:{storeId}`. */
    lineKey: text().notNull(),
    variantId: uuid().notNull(),
    fulfilment: text().$type<Exclude<FulfilmentKind, "in_store">>().notNull(),
    storeId: uuid(),
    quantity: integer().notNull(),
    /** Who changed it last, see sync_change.by, and through which client. */
    by: jsonb().$type<Record<string, string>>().notNull().default(sql`'{}'::jsonb`),
    clientId: uuid(),
    /** The version at which it was last added: an older remove did not see it. */
    bornVersion: bigint({ mode: "number" }).notNull().default(0),
    bornClientId: uuid(),
    priceSeenMinor: integer().notNull(),
    currency: text().notNull(),
    /** The currency while the line is in the cart: it must be the cart's. */
    heldCurrency: text().generatedAlwaysAs(sql`case when quantity > 0 then currency end`),
    deletedAt: at(),
    version: bigint({ mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.scopeId, t.lineKey] }),
    foreignKey({
      name: "cart_line_currency",
      columns: [t.scopeId, t.heldCurrency],
      foreignColumns: [cart.scopeId, cart.currency],
    }).onDelete("cascade"),
    check("cart_line_quantity", sql`quantity between 0 and 99`),
    index("cart_line_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
  ],
);
