import { pgTable, text } from "drizzle-orm/pg-core";
import { at, atNow } from "../columns";

/** What came of the last backups: one row for whole ones, one for the log that is stored behind them. */
export const backupState = pgTable("backup_state", {
  kind: text().$type<"whole" | "log">().primaryKey(),
  /** The newest moment that a restore leads to; null: none yet. */
  point: at(),
  triedAt: atNow(),
  /** Why the last try failed; null after one that did not. */
  failure: text().$type<"full" | "away" | "cut" | "foreign" | "other">(),
});
