import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { at } from "../columns";

/** A row that breaks an invariant: its id and figures, no personal data. */
export type BrokenRow = { id: string; figures: Record<string, string | number | null> };

/** The last result of each invariant of db/invariants.sql. */
export const invariantCheck = pgTable("invariant_check", {
  name: text().primaryKey(),
  /** Time of the last successful check; null: never yet. */
  checkedAt: at(),
  /** Duration of the last check, successful or not: a slow one runs less often. */
  tookMs: integer().notNull().default(0),
  /** Number of rows that broke it then. */
  broken: integer().notNull().default(0),
  /** The first of them. */
  rows: jsonb().$type<BrokenRow[]>().notNull().default([]),
  /** Since when each check found it broken; null while it holds. */
  brokenSince: at(),
  lastBrokenAt: at(),
  /** When the check itself failed; null after one that did not. */
  failedAt: at(),
});
