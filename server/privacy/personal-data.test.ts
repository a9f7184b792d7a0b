import { getTableColumns, getTableName, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { everyModule } from "@/server/app/personal-data";

/** The shift of the tests' clock: created by a migration, owned by no module. */
const machinery = ["clock_offset"];

const shares = everyModule.flatMap((m) => m.tables);
const declared = shares.map((share) => getTableName(share.table));

/** Tables of the database, as its migrations created them. */
async function listTables(): Promise<string[]> {
  const rows = await db().execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map((r) => r.name).filter((name) => !machinery.includes(name));
}

/** What is wrong with the declarations, in sentences; `names` are the existing tables. */
const listComplaints = (names: string[]) => [
  ...names.filter((n) => !declared.includes(n)).map((n) => `${n}: no personal-data.ts declares it`),
  ...declared.filter((n) => !names.includes(n)).map((n) => `${n}: declared, but there is no such table`),
  ...declared.filter((n, i) => declared.indexOf(n) !== i).map((n) => `${n}: declared twice`),
];

test("every table declares its personal data", async () => {
  expect(listComplaints(await listTables())).toEqual([]);
});

test("a new table without a declaration is found", async () => {
  await db().execute(sql`create table loyalty_card (id int)`);
  expect(listComplaints(await listTables())).toEqual(["loyalty_card: no personal-data.ts declares it"]);
  await db().execute(sql`drop table loyalty_card`);
});

test("identifying values are deleted with the row, or overwritten", () => {
  for (const share of shares) {
    if (share.about !== "shopper") continue;
    const { erase, columns, table } = share;
    const identifying = Object.keys(columns).filter((name) => columns[name] === "identifies");
    expect(Object.keys(columns).sort()).toEqual(Object.keys(getTableColumns(table)).sort());
    if (erase === "delete") continue;
    const overwritten = "set" in erase ? Object.keys(erase.set) : [];
    expect(identifying.filter((name) => !overwritten.includes(name))).toEqual([]);
  }
});
