import { getTableColumns, getTableName, inArray, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type Db, db, type Tx } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { now } from "@/server/platform/clock";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { ColumnKind, PersonalData, Subject, TableShare } from "@/server/platform/personal-data";
import { getDataSubject } from "./data-subject";
import type { ExportRow, ExportTable, PersonalExport } from "./export.schema";
import { personalData } from "./personal-data";

const shown: ColumnKind[] = ["subject", "identifies", "describes"];
type ShopperShare = Extract<TableShare, { about: "shopper" }>;

/** The tables about shoppers, in the order of the declarations. */
export const listShares = (modules: PersonalData[]): ShopperShare[] =>
  modules.flatMap((m) => m.tables).filter((share) => share.about === "shopper");

/** The columns of a table that are exported to the shopper. */
export const listExportedColumns = ({ columns }: ShopperShare): string[] =>
  Object.keys(columns).filter((name) => shown.includes(columns[name] as ColumnKind));

async function listRows(share: ShopperShare, subject: Subject, on: Db | Tx): Promise<ExportRow[]> {
  const all: Record<string, PgColumn> = getTableColumns(share.table);
  const fields = Object.fromEntries(listExportedColumns(share).map((name) => [name, all[name] as PgColumn]));
  const rows = await on.select(fields).from(share.table).where(share.whose(subject));
  // Dates as text; every value as it survives JSON.
  return JSON.parse(JSON.stringify(rows)) as ExportRow[];
}

/** The names behind a column of ids. */
const named: Record<
  string,
  { table: typeof variant | typeof product | typeof store | typeof staff; name: SQL<string> }
> = {
  productId: { table: product, name: sql<string>`${product.title}->>'en'` },
  storeId: { table: store, name: sql<string>`${store.name}` },
  staffId: { table: staff, name: sql<string>`split_part(${staff.name}, ' ', 1)` },
  variantId: {
    table: variant,
    name: sql<string>`(select concat_ws(' · ', p.title->>'en', nullif(${variant.option1}, ''), nullif(${variant.option2}, ''))
      from product p where p.id = ${variant.productId})`,
  },
};

/** Adds names to the ids of products, stores and consultants: an id alone means nothing to a shopper. */
async function addNames(tables: ExportTable[], on: Db | Tx): Promise<void> {
  for (const [column, { table, name }] of Object.entries(named)) {
    const rows = tables.flatMap((t) => t.rows).filter((row) => typeof row[column] === "string");
    const ids = [...new Set(rows.map((row) => row[column] as string))];
    if (ids.length === 0) continue;
    const found = await on.select({ id: table.id, name }).from(table).where(inArray(table.id, ids));
    const names = new Map(found.map((f) => [f.id, f.name]));
    for (const row of rows) row[column] = { id: row[column] as string, name: names.get(row[column] as string) ?? "" };
  }
}

/** All data of `modules` about the shopper, by their declarations. */
export async function exportShopper(
  shopperId: string,
  modules: PersonalData[] = personalData.get(),
  on: Db | Tx = db(),
): Promise<PersonalExport> {
  const subject = await getDataSubject(shopperId, on);
  const tables: ExportTable[] = [];
  for (const share of listShares(modules)) {
    const rows = await listRows(share, subject, on);
    if (rows.length > 0) tables.push({ table: getTableName(share.table), rows, kept: share.kept });
  }
  await addNames(tables, on);
  return { about: shopperId, madeAt: (await now(on)).toISOString(), tables };
}

/** The export of the requesting shopper: a guest's or a customer's own. Throws UNAUTHENTICATED on a linked device. */
export function exportOwnData({ actor }: Ctx & { actor: ShopperActor }): Promise<PersonalExport> {
  if (actor.kind === "linked") throw new AppError("UNAUTHENTICATED");
  return exportShopper(actor.shopperId);
}

/**
 * The function that builds the file of the requester's own data. Throws UNAUTHENTICATED on a linked device, NOT_FOUND
 * for other actors.
 */
export function buildExportFile({ actor }: Ctx): () => Promise<{ name: string; text: string }> {
  if (actor.kind !== "guest" && actor.kind !== "customer")
    throw new AppError(actor.kind === "linked" ? "UNAUTHENTICATED" : "NOT_FOUND");
  return async () => {
    const data = await exportShopper(actor.shopperId);
    return { name: `selvedge-${data.madeAt.slice(0, 10)}.json`, text: JSON.stringify(data, null, 2) };
  };
}
