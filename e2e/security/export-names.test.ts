import { getTableName } from "drizzle-orm";
import { expect, test } from "vitest";
import az from "@/components/i18n/messages/az/privacy.json";
import en from "@/components/i18n/messages/en/privacy.json";
import ru from "@/components/i18n/messages/ru/privacy.json";
import { everyModule } from "@/server/app/personal-data";
import { listExportedColumns, listShares } from "@/server/privacy/export";

const shares = listShares(everyModule);
const tables = shares.map((share) => getTableName(share.table));
const columns = [...new Set(shares.flatMap(listExportedColumns))];

// A readable export in the words of the database is not readable.
test.each(Object.entries({ en, ru, az }))(
  "everything that an export shows has its name in %s",
  (_language, { export: names }) => {
    expect(
      tables.filter((name) => !(name in names.tables)),
      "tables without a name",
    ).toEqual([]);
    expect(
      columns.filter((name) => !(name in names.columns)),
      "columns without a name",
    ).toEqual([]);
  },
);

test("no name is there for what no export shows", () => {
  expect(Object.keys(en.export.tables).filter((name) => !tables.includes(name))).toEqual([]);
  expect(Object.keys(en.export.columns).filter((name) => !columns.includes(name))).toEqual([]);
});
