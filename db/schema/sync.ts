import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at, atNow } from "../columns";

/** The unit of order and permission: a shopper's data or a store's queue. Its id is the shopper's or store's id. */
export const syncScope = pgTable(
  "sync_scope",
  {
    id: uuid().primaryKey(),
    kind: text().$type<"shopper" | "store">().notNull(),
    version: bigint({ mode: "number" }).notNull().default(0),
    /** Changes at or below this version have been deleted; an older cursor gets a snapshot. */
    minVersion: bigint({ mode: "number" }).notNull().default(0),
    /** Changes when the database was restored from a backup. */
    epoch: uuid().notNull().defaultRandom(),
    mergedInto: uuid(),
    /**
     * Version of the account's scope at which this guest was merged into it: later operations of its devices have seen
     * nothing newer.
     */
    mergedVersion: bigint({ mode: "number" }),
  },
  (t) => [index("sync_scope_merged_into").on(t.mergedInto).where(sql`merged_into is not null`)],
);

/** A browser profile's queue of operations on one surface for one owner. */
export const syncClient = pgTable(
  "sync_client",
  {
    id: uuid().primaryKey(),
    ownerKind: text().$type<"shopper" | "store_device">().notNull(),
    ownerId: uuid().notNull(),
    lastMid: bigint({ mode: "number" }).notNull().default(0),
    schemaV: integer().notNull().default(1),
    lastSeenAt: atNow(),
    revokedAt: at(),
  },
  (t) => [index("sync_client_owner").on(t.ownerId)],
);

/** The outcome of each operation, kept 35 days, so that a repeated one gets its first result. */
export const syncReceipt = pgTable(
  "sync_receipt",
  {
    clientId: uuid().notNull(),
    mid: bigint({ mode: "number" }).notNull(),
    scopeId: uuid().notNull(),
    name: text().notNull(),
    argsSha256: text().notNull(),
    outcome: text().$type<"applied" | "noop" | "adjusted" | "rejected">().notNull(),
    result: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    version: bigint({ mode: "number" }).notNull(),
    at: atNow(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.mid] }), index("sync_receipt_at").on(t.at)],
);

/** State as devices see it, kept 14 days; `row` null means deleted. */
export const syncChange = pgTable(
  "sync_change",
  {
    scopeId: uuid().notNull(),
    version: bigint({ mode: "number" }).notNull(),
    seq: integer().notNull(),
    clientId: uuid(),
    mid: bigint({ mode: "number" }),
    entity: text().notNull(),
    entityId: text().notNull(),
    row: jsonb().$type<Record<string, unknown>>(),
    /** Who made the change, as other devices may show it: {"device":"phone"} or {"staff":"Rauf"}. */
    by: jsonb().$type<Record<string, string>>().notNull().default(sql`'{}'::jsonb`),
    at: atNow(),
  },
  (t) => [primaryKey({ columns: [t.scopeId, t.version, t.seq] }), index("sync_change_at").on(t.at)],
);
