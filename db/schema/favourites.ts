import { sql } from "drizzle-orm";
import { bigint, boolean, index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { at } from "../columns";

export const favourite = pgTable(
  "favourite",
  {
    scopeId: uuid().notNull(),
    productId: uuid().notNull(),
    present: boolean().notNull(),
    version: bigint({ mode: "number" }).notNull(),
    /** The client that set it last; null when several added it concurrently, or a merge did. */
    clientId: uuid(),
    deletedAt: at(),
  },
  (t) => [
    primaryKey({ columns: [t.scopeId, t.productId] }),
    index("favourite_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
  ],
);
