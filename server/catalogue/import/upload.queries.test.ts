import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { importRun } from "@/db/schema/catalogue-import";
import { makeOffice } from "@/server/testing/factories";
import type { ColumnMaps } from "./schema";
import { receiveFile, startImport } from "./upload";
import { inspectUpload } from "./upload.queries";

const { ctx } = await makeOffice();
const other = await makeOffice();

beforeEach(async () => {
  await db().execute(sql`truncate product, variant, import_run cascade`);
});

async function createUpload(products: string | Buffer): Promise<string> {
  const uploadId = randomUUID();
  await receiveFile(ctx, { uploadId, kind: "products" }, Readable.from([Buffer.from(products)]));
  return uploadId;
}

async function run(uploadId: string, maps: ColumnMaps): Promise<string> {
  const { id } = await startImport(ctx, { uploadId, fileName: "a.csv", locale: "en", maps });
  await expect
    .poll(async () => (await db().select().from(importRun)).find((r) => r.id === id)?.status, { timeout: 20_000 })
    .not.toBe("running");
  return (await db().select().from(importRun)).find((r) => r.id === id)?.status ?? "";
}

const strange = "Price list\nModel,Thing,Asked,Colour\nA-1,Hat,10.00,Moss\nA-2,Cap,12.00,Moss\n";

describe("the columns of an uploaded file", () => {
  it("are shown with samples and their mapping", async () => {
    const { files } = await inspectUpload(ctx, await createUpload(strange));
    expect(files).toEqual([
      {
        kind: "products",
        refusal: null,
        encoding: "utf-8",
        delimiter: "comma",
        line: 2,
        columns: [
          { key: "model", header: "Model", samples: ["A-1", "A-2"], column: null },
          { key: "thing", header: "Thing", samples: ["Hat", "Cap"], column: null },
          { key: "asked", header: "Asked", samples: ["10.00", "12.00"], column: null },
          { key: "colour", header: "Colour", samples: ["Moss"], column: "colour" },
        ],
      },
    ]);
  });

  it("follow a given mapping, and again the next time, in any order", async () => {
    const said = { products: { model: "sku", thing: "title", asked: "price", colour: null } } as const;
    expect(await run(await createUpload(strange), {})).toBe("refused");
    expect(await run(await createUpload(strange), said)).toBe("done");
    expect((await db().select().from(variant)).map((v) => [v.sku, v.priceMinor, v.colourKey]).sort()).toEqual([
      ["A-1", 1000, null],
      ["A-2", 1200, null],
    ]);
    const turned = "Thing,Asked,Colour,Model\nHat,11.00,Moss,A-1\n";
    const { files } = await inspectUpload(ctx, await createUpload(turned));
    expect(files[0]).toMatchObject({
      columns: [{ column: "title" }, { column: "price" }, { column: null }, { column: "sku" }],
    });
    expect(await run(await createUpload(turned), {})).toBe("done");
    expect((await db().select().from(variant)).find((v) => v.sku === "A-1")?.priceMinor).toBe(1100);
  });

  it("of a workbook or an empty upload are refused, and another user's upload is not found", async () => {
    const { files } = await inspectUpload(ctx, await createUpload("PK\u0003\u0004"));
    expect(files[0]?.refusal).toMatchObject({ fault: "WORKBOOK", file: "products" });
    await expect(inspectUpload(ctx, randomUUID())).rejects.toMatchObject({ appCode: "IMPORT_FILE" });
    await expect(inspectUpload(other.ctx, await createUpload(strange))).rejects.toMatchObject({
      appCode: "IMPORT_FILE",
    });
  });
});
