import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { makeStore } from "@/server/testing/factories";
import { importFile, testFile } from "@/server/testing/imports";
import { listOfficeProducts } from "../../office/queries";
import { type ImportReport, summariseLoss } from "../schema";

const listVariants = (handle: string) =>
  db()
    .select()
    .from(variant)
    .where(sql`product_id = (select id from product where handle = ${handle})`)
    .orderBy(variant.position);
const listProblemCodes = (report: ImportReport) => report.problems.map((p) => `${p.line} ${p.code}`);

beforeEach(async () => {
  await db().execute(
    sql`truncate product, variant, product_image, category, colour, stock_level, stock_movement, import_run, store cascade`,
  );
});

describe("codes that several variants carry", () => {
  const one = (handle: string, sku: string, barcode = "", size = "M") =>
    `${handle},T,Size,${size},${sku},${barcode},10`;
  const file = (...rows: string[]) =>
    testFile(["Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Variant Price", ...rows].join("\n"));

  it("are kept: repeated SKUs are imported, reported, and marked in the office's catalogue", async () => {
    await makeStore();
    const given = file(one("a", "ONE"), one("a", "one", "", "L"), one("b", "ONE"), one("c", "TWO"));
    const report = await importFile(given);
    expect(listProblemCodes(report)).toEqual(["3 SKU_REPEATED", "4 SKU_REPEATED"]);
    expect(report).toMatchObject({ products: { created: 3, refused: 0 }, variants: { created: 4, refused: 0 } });
    expect(summariseLoss(report)).toBeNull();
    const { products } = await listOfficeProducts({ query: "", cursor: 0 });
    expect(products.map((p) => [p.handle, p.sharedCodes]).sort()).toEqual([
      ["a", 2],
      ["b", 1],
      ["c", 0],
    ]);
    const before = await db().select({ id: variant.id }).from(variant).orderBy(variant.id);
    const second = await importFile(given);
    expect(second.variants).toMatchObject({ created: 0, updated: 0, unchanged: 4, retired: 0 });
    expect(await db().select({ id: variant.id }).from(variant).orderBy(variant.id)).toEqual(before);
  });

  it("stay with their own variant when a file with them changes, in any order", async () => {
    await importFile(file(one("a", "ONE", "", "M"), one("a", "ONE", "", "L"), one("a", "ONE", "", "XL")));
    const before = new Map((await listVariants("a")).map((v) => [v.size, v.id]));
    const swapped = [one("a", "ONE", "", "XL"), one("a", "ONE", "", "M"), one("a", "ONE", "", "L")];
    await importFile(file(...swapped.map((row) => row.replace(/10$/, "12"))));
    const after = await listVariants("a");
    expect(after.map((v) => v.priceMinor)).toEqual([1200, 1200, 1200]);
    expect(new Map(after.map((v) => [v.size, v.id]))).toEqual(before);
  });

  it("are reported with the other carriers: a barcode in any form, another's SKU, another product of the shop", async () => {
    await makeStore();
    await importFile(file(one("old", "036000291452", "4006381333931")));
    const report = await importFile(
      file(
        one("a", "K-A", "4006381333931"),
        one("b", "K-B", "04006381333931"),
        one("c", "10023"),
        one("d", "K-D", "10023"),
        one("e", "K-E", "0036000291452"),
        one("f", "4006381333948", "4006381333948"),
      ),
    );
    expect(listProblemCodes(report)).toEqual([
      "2 CODE_TAKEN",
      "3 BARCODE_REPEATED",
      "3 CODE_TAKEN",
      "5 BARCODE_IS_SKU",
      "6 CODE_TAKEN",
    ]);
    expect(report.variants).toMatchObject({ created: 6, refused: 0 });
  });

  it("that a spreadsheet has rounded are reported, and remove nothing", async () => {
    await makeStore();
    await importFile(file(one("a", "K-A", "4006381333931")));
    const report = await importFile(file(one("a", "K-A", "4.00638E+12"), one("b", '"4,00638E+12"', "4.00638E+12")));
    expect(listProblemCodes(report)).toEqual(["2 CODE_ROUNDED", "3 CODE_ROUNDED", "3 CODE_ROUNDED"]);
    expect((await listVariants("a"))[0]).toMatchObject({ sku: "K-A", barcode: "4006381333931" });
    expect((await listVariants("b"))[0]).toMatchObject({ sku: null, barcode: null });
  });
});
