import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { at } from "../columns";

/** A row that breaks an invariant: its id and figures, nothing of a person. */
export type BrokenRow = { id: string; figures: Record<string, string | number | null> };

/** The last result of each invariant of db/invariants.sql. */
export const invariantCheck = pgTable("invariant_check", {
  name: text().primaryKey(),
  /** When it was last looked at with success; null: never yet. */
  checkedAt: at(),
  /** How long the last look took, with or without success: one that takes long comes less often. */
  tookMs: integer().notNull().default(0),
  /** How many rows broke it then. */
  broken: integer().notNull().default(0),
  /** The first of them. */
  rows: jsonb().$type<BrokenRow[]>().notNull().default([]),
  /** Since when each look found it broken; null while it holds. */
  brokenSince: at(),
  lastBrokenAt: at(),
  /** When the look itself failed; null after one that did not. */
  failedAt: at(),
});
