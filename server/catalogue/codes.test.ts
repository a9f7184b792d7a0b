import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, test } from "vitest";
import { db } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { inTransaction } from "@/server/platform/transaction";
import { articleCodes } from "@/server/testing/codes";
import { makeProduct } from "@/server/testing/factories";
import { findVariantsByCode } from "./codes";

/** A variant stored under these codes. */
async function createVariant(codes: { sku?: string; barcode?: string; active?: boolean }): Promise<string> {
  const { variants } = await makeProduct(["M"]);
  const id = variants[0]?.id ?? "";
  await db()
    .update(variant)
    .set({ sku: null, ...codes })
    .where(eq(variant.id, id));
  return id;
}
const findByCode = async (code: string) => (await findVariantsByCode(code)).map((card) => card.variantId).sort();

beforeEach(async () => {
  await db().execute(sql`truncate product, variant cascade`);
});

test.each(articleCodes)("$typed finds the variant stored under $kept: $match", async ({ typed, kept, match }) => {
  const ids = [await createVariant({ sku: kept }), await createVariant({ barcode: kept })].sort();
  await createVariant({ sku: "another", barcode: "2000000004020" });
  expect(await findByCode(typed)).toEqual(match > 0 ? ids : []);
});

describe("a code of several variants", () => {
  it("returns all that share a barcode, also in another of its forms", async () => {
    const ids = [
      await createVariant({ barcode: "012345678905" }),
      await createVariant({ barcode: "0012345678905" }),
    ].sort();
    expect(await findByCode("0012345678905")).toEqual(ids);
  });
  it("returns the barcode's and the one whose SKU is that number", async () => {
    const ids = [
      await createVariant({ sku: "10023" }),
      await createVariant({ sku: "K09-CODE", barcode: "10023" }),
    ].sort();
    expect(await findByCode("10023")).toEqual(ids);
  });
  it("returns only the closest match", async () => {
    const exact = await createVariant({ sku: "12-3" });
    const other = await createVariant({ sku: "1-23" });
    expect(await findByCode("12-3")).toEqual([exact]);
    expect(await findByCode("123")).toEqual([exact, other].sort());
  });
  it("leaves out inactive variants while another one matches", async () => {
    const old = await createVariant({ barcode: "4006381333931", active: false });
    expect(await findByCode("4006381333931")).toEqual([old]);
    const sold = await createVariant({ barcode: "4006381333931" });
    expect(await findByCode("4006381333931")).toEqual([sold]);
  });
  it("returns nothing for a text that is no code", async () => {
    await createVariant({ sku: "-" });
    for (const none of ["nothing", "\u200b", "'", "%"]) expect(await findByCode(none)).toEqual([]);
  });
});

it("finds codes by its indexes", async () => {
  const plan = await inTransaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    return tx.execute<{ "QUERY PLAN": string }>(sql`
      explain select id from variant v where code_key(v.sku) in (code_key('a')) or code_key(v.barcode) in (code_key('a'))`);
  });
  const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(text).toContain("variant_sku_key");
  expect(text).toContain("variant_barcode_key");
});
