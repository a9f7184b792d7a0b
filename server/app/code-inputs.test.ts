import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { db } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { listCodeCarriers } from "@/server/catalogue/codes";
import { findVariantsNamed } from "@/server/catalogue/import/stock/queries";
import { parseHandOverText } from "@/server/orders/pickup/rules";
import { parseReceiptText } from "@/server/orders/returns/rules";
import { matchCode, toCodeKey } from "@/server/platform/code";
import type { Ctx } from "@/server/platform/context";
import { createTestCaller } from "@/server/testing/caller";
import { articleCodes, enrolmentCodes, orderNumbers, qrCodes, sixDigitCodes } from "@/server/testing/codes";
import { makeConsultant, makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { fieldsThatAre } from "@/server/testing/text-fields";
import { appRouter } from "./router";

let office = {} as Ctx;
let consultant = {} as Ctx;
let variantId = "";
let pickupId = "";
beforeAll(async () => {
  const { id: storeId } = await makeStore();
  variantId = (await makeProduct(["M"])).variants[0]?.id ?? "";
  await stock(variantId, storeId, 5);
  office = (await makeOffice()).ctx;
  consultant = (await makeConsultant(storeId)).ctx;
  const wanted = { key: crypto.randomUUID(), storeId, lines: [{ variantId, quantity: 1 }] };
  const contact = { name: "Leyla", contact: "leyla@example.test" };
  pickupId = (await createTestCaller((await makeShopper()).ctx).reservations.create({ ...wanted, contact })).id;
});

/** Inputs for product codes: whether the typed text finds the variant. `least`: the match that the input requires. */
const itemInputs: Record<string, { least: 1 | 2; finds: (typed: string) => Promise<boolean> }> = {
  "catalogue.findVariantsByCode.code": {
    least: 1,
    finds: async (code) => (await createTestCaller(consultant).catalogue.findVariantsByCode({ code })).length > 0,
  },
  "catalogue.office.listProducts.query": {
    least: 1,
    finds: async (query) =>
      (await createTestCaller(office).catalogue.office.listProducts({ query })).products.length > 0,
  },
  "stock.office.listLedger.product": {
    least: 1,
    finds: async (product) =>
      (await createTestCaller(office).stock.office.listLedger({ product })).movements.length > 0,
  },
  "a pickup's scans": {
    least: 1,
    finds: async (typed) => {
      const lines = await createTestCaller(consultant).pickups.store.listScanCodes({ pickupId });
      return lines.some(({ codes }) => codes.some((code) => matchCode(typed, code) > 0));
    },
  },
  "a stock file's SKU": {
    least: 1,
    finds: async (code) => (await findVariantsNamed([code], [], [])).bySku(code).length > 0,
  },
  "a stock file's barcode": {
    least: 1,
    finds: async (code) => (await findVariantsNamed([], [code], [])).byBarcode(code).length > 0,
  },
  "a product file's code of another article": {
    least: 2,
    finds: async (code) => (await listCodeCarriers([code])).has(toCodeKey(code)),
  },
};

/** How the variant is stored. */
const storeCodeAs = (column: "sku" | "barcode", kept: string) =>
  db()
    .update(variant)
    .set({ sku: null, barcode: null, [column]: kept })
    .where(eq(variant.id, variantId));

test("every field for a product code is covered here", () => {
  expect(Object.keys(itemInputs)).toEqual(expect.arrayContaining(fieldsThatAre("article")));
});

test.each(Object.entries(itemInputs))("%s finds variants as the table says", async (name, { least, finds }) => {
  const wrong: object[] = [];
  for (const { typed, kept, match } of articleCodes) {
    for (const column of ["sku", "barcode"] as const) {
      if ((name.endsWith("SKU") && column === "barcode") || (name.endsWith("barcode") && column === "sku")) continue;
      await storeCodeAs(column, kept);
      const found = await finds(typed);
      // A list of the office also shows products that contain the text.
      const within = kept.toLowerCase().includes(typed.trim().toLowerCase());
      if (found !== match >= least && !(found && name.includes(".office.") && within))
        wrong.push({ typed, kept, column });
    }
  }
  expect(wrong).toEqual([]);
});

const id = "6f1f9c4e-2a5f-4b57-9d0e-111111111111";
const address = "leyla@example.test";
/** The other arguments of each procedure. */
const beside: Record<string, object> = {
  "assistance.store.open": {},
  "staff.office.signIn": { email: address },
  "contacts.add": { address },
  "contacts.change": { id, address, oldCode: "012345", newCode: "012345" },
  "contacts.remove": { id },
  "contacts.setPrimary": { id },
  "guestAccess.open": { number: 10_001, address },
  "privacy.erase": {},
  "sales.store.sellPickup": { pickupId: id, method: "cash" },
  "pickups.store.checkCode": {},
  "pickups.store.handOver": { pickupId: id },
  "staff.store.enrolDevice": {},
};

/** What a procedure parses from the text of a field; null when it refuses. */
function readField(field: string, typed: string): unknown {
  const [, procedure = "", name = ""] = /^(.*)\.([^.]+)$/.exec(field) ?? [];
  const { inputs } = (appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>)[
    procedure
  ]?._def ?? { inputs: [] };
  const parsed = inputs[0]?.safeParse({ ...beside[procedure], [name]: typed });
  return parsed?.success ? (parsed.data as Record<string, unknown>)[name] : null;
}

test.each(fieldsThatAre("six digits"))("%s reads six digits as the table says", (field) => {
  for (const { typed, code } of sixDigitCodes) expect([typed, readField(field, typed)]).toEqual([typed, code]);
});

test.each(fieldsThatAre("enrolment"))("%s reads codes as the table says", (field) => {
  for (const { typed, code } of enrolmentCodes) expect([typed, readField(field, typed)]).toEqual([typed, code]);
});

test.each(fieldsThatAre("card"))("%s reads cards and nothing else", (field) => {
  for (const { typed, code } of qrCodes)
    expect([typed, readField(field, typed)]).toEqual([typed, code.kind === "card" ? code.secret : null]);
});

test("the hand-over reads a pickup's code and six digits, and nothing else", () => {
  for (const { typed, code } of qrCodes) {
    const read = code.kind === "pickup" ? { pickupId: code.pickupId, code: code.code } : null;
    expect([typed, parseHandOverText(typed)]).toEqual([typed, read]);
  }
  for (const { typed, code } of sixDigitCodes)
    expect([typed, parseHandOverText(typed)]).toEqual([typed, code && { code }]);
});

test("a return reads a receipt's code and an order's number, and nothing else", () => {
  for (const { typed, code } of qrCodes)
    expect([typed, parseReceiptText(typed)]).toEqual([
      typed,
      code.kind === "receipt" ? { orderId: code.orderId } : null,
    ]);
  for (const { typed, number } of orderNumbers)
    expect([typed, parseReceiptText(typed)]).toEqual([typed, number === null ? null : { number }]);
});

test("codes of one variant in several spellings are shared in the office's list", async () => {
  const [a, b] = (await makeProduct(["S", "L"])).variants;
  await db()
    .update(variant)
    .set({ barcode: "042100005264" })
    .where(eq(variant.id, a?.id ?? ""));
  await db()
    .update(variant)
    .set({ barcode: "0042100005264" })
    .where(eq(variant.id, b?.id ?? ""));
  const sharedOf = async () =>
    (await createTestCaller(office).catalogue.office.listProducts({ query: "042100005264" })).products;
  expect((await sharedOf()).map((p) => p.sharedCodes)).toEqual([2]);
  await db().execute(sql`update variant set barcode = '04252614' where id = ${b?.id}`);
  expect((await sharedOf()).map((p) => p.sharedCodes)).toEqual([2]);
  await db().execute(sql`update variant set barcode = null, sku = '42100005264' where id = ${b?.id}`);
  expect((await sharedOf()).map((p) => p.sharedCodes)).toEqual([0]);
});
