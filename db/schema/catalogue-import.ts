import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";

/** One run of the catalogue import, from the command line or the office. */
export const importRun = pgTable(
  "import_run",
  {
    id: id(),
    source: text().$type<"office" | "command">().notNull(),
    staffId: uuid(),
    fileName: text().notNull(),
    status: text().$type<"running" | "done" | "refused" | "failed">().notNull().default("running"),
    phase: text().$type<"reading" | "products" | "stock">().notNull().default("reading"),
    rowsDone: integer().notNull().default(0),
    rowsTotal: integer().notNull().default(0),
    /** The result, or progress so far; its shape is ImportReport of server/catalogue/import/schema.ts. */
    report: jsonb().$type<unknown>(),
    startedAt: atNow(),
    /** A running run updates its heartbeat every few seconds; one without is regarded as stalled. */
    heartbeatAt: atNow(),
    finishedAt: at(),
  },
  (t) => [
    // Two concurrent imports would write the same products.
    uniqueIndex("import_run_one_running").on(t.status).where(sql`status = 'running'`),
    index("import_run_history").on(t.startedAt),
    check("import_run_status", sql`status in ('running', 'done', 'refused', 'failed')`),
  ],
);
