import { bigint, index, jsonb, pgTable, smallint, text, uuid } from "drizzle-orm/pg-core";
import { atNow, id } from "../columns";

/**
 * Append-only record of what staff did and viewed, and of consents. Subjects are pseudonymous: the person behind a row
 * is stored in erasable tables only. Triggers refuse every change (migration 0009).
 */
export const auditEntry = pgTable(
  "audit_entry",
  {
    id: id(),
    at: atNow(),
    actorKind: text().notNull(),
    actorId: uuid(),
    /** The session under which staff acted: it leads to the passkey or the tablet. */
    sessionId: uuid(),
    storeDeviceId: uuid(),
    storeId: uuid(),
    /** The second person, where an action needs a second approval. */
    approvedBy: uuid(),
    action: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    reason: text().notNull().default(""),
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    index("audit_entry_subject").on(t.subjectKind, t.subjectId, t.at),
    index("audit_entry_at").on(t.at),
    index("audit_entry_actor").on(t.actorId, t.at),
  ],
);

/** The chain over the entries in the order of their commits; written by a trigger at each commit. */
export const auditSeal = pgTable("audit_seal", {
  seq: bigint({ mode: "number" }).primaryKey(),
  entryId: uuid().notNull().unique(),
  hash: text().notNull(),
});

/** The chain's last link, one row: its lock defines the chain's order. */
export const auditHead = pgTable("audit_head", {
  one: smallint().primaryKey().default(1),
  seq: bigint({ mode: "number" }).notNull().default(0),
  hash: text().notNull().default(""),
});
