import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runImport } from "@/server/catalogue/import/commands";
import type { ImportRequest } from "@/server/catalogue/import/progress";
import { createSystemCtx } from "@/server/platform/context";

/** A folder of this test file's own. */
export const importDir = mkdtempSync(path.join(tmpdir(), "selvedge-import-"));
let files = 0;

/** Writes a file and returns its path. */
export function testFile(content: string | Buffer): string {
  files++;
  const name = path.join(importDir, `${files}.csv`);
  writeFileSync(name, content);
  return name;
}

/** The first columns of a Shopify export, and an unknown one. */
export const exportHeader =
  "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Google Shopping / MPN";

/** A product file of these rows under `exportHeader`. */
export const productFile = (...rows: string[]) => testFile([exportHeader, ...rows, ""].join("\n"));

/** One product with three variants: two with SKUs, one without. */
export const shirt = [
  'shirt,Linen Shirt,"<p>Cool</p>",United,Shirts,"linen, summer",true,Size,S,Color,Navy Blue,SH-S,3,98.00,120.00,,x',
  "shirt,,,,,,,,M,,Navy Blue,SH-M,0,98.00,0.00,,",
  "shirt,,,,,,,,M,,Moss,,2,102.5,,,",
] as const;

/** Runs an import as the command line does; returns its report. */
export async function importFile(products: string, more: Partial<ImportRequest> = {}) {
  const request: ImportRequest = {
    source: "command",
    fileName: path.basename(products),
    products,
    images: null,
    stock: null,
    currency: "AZN",
    locale: "en",
    ...more,
  };
  return (await runImport(createSystemCtx("import"), request)).report;
}
