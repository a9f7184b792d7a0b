import { bigint, boolean, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";

export const favourite = pgTable(
  "favourite",
  {
    scopeId: uuid().notNull(),
    productId: uuid().notNull(),
    present: boolean().notNull(),
    version: bigint({ mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.scopeId, t.productId] })],
);
