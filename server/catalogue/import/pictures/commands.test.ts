import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { product, productImage } from "@/db/schema/catalogue";
import { getMediaDir } from "@/server/platform/http/media";
import { makeStore } from "@/server/testing/factories";
import { importDir, importFile, testFile } from "@/server/testing/imports";

process.env.DATA_DIR = path.join(importDir, "data");
const images = path.join(importDir, "images");

const createPicture = (width: number, height: number, colour: string) =>
  sharp({ create: { width, height, channels: 3, background: colour } });
const writePicture = (name: string, content: Buffer | string) => writeFileSync(path.join(images, name), content);

const header =
  "Handle,Title,Variant Price,Option1 Name,Option1 Value,Variant Inventory Qty,Image Src,Image Position,Image Alt Text,Variant Image";
const buildCsv = (...rows: string[]) => testFile([header, ...rows, ""].join("\n"));
const cdn = "https://cdn.example.test/s/files/1/";
const listPictures = (handle: string) =>
  db()
    .select()
    .from(productImage)
    .where(sql`product_id = (select id from product where handle = ${handle})`)
    .orderBy(productImage.position);

beforeEach(async () => {
  await db().execute(sql`truncate product, variant, product_image, import_run, store, stock_level cascade`);
  await makeStore();
  rmSync(images, { recursive: true, force: true });
  rmSync(getMediaDir(), { recursive: true, force: true });
  mkdirSync(images, { recursive: true });
});

/** A PNG whose header announces `side`×`side` pixels while its data is small. */
function createBomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    const crc = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(side, 0);
  ihdr.writeUInt32BE(side, 4);
  ihdr[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([signature, chunk("IHDR", ihdr), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe("pictures", () => {
  it("are converted to AVIF and WebP in widths up to their own, in the order of the file", async () => {
    writePicture("front.jpg", await createPicture(1200, 1600, "#884422").jpeg().toBuffer());
    writePicture("Back View.PNG", await createPicture(700, 300, "#225588").png().toBuffer());
    writePicture("tiny.webp", await createPicture(90, 120, "#55aa22").webp().toBuffer());
    const given = buildCsv(
      `a,Alpha,10,,,,${cdn}Back%20View.png?v=14267,2,,`,
      `a,,,,,,${cdn}front.jpg?v=1,1,The front,`,
      `a,,,,,,${cdn}tiny.webp,3,,`,
      `a,,,,,,${cdn}gone.jpg,4,,`,
    );
    const report = await importFile(given, { images });
    expect(report.pictures).toMatchObject({ converted: 3, unchanged: 0, missing: 1, refused: 0 });
    expect(report.pictures.missingNames).toEqual(["gone.jpg"]);
    const rows = await listPictures("a");
    expect(rows.map((r) => [r.sourceName, r.widths, r.width, r.height, r.alt.en])).toEqual([
      ["front.jpg", [480, 960], 960, 1280, "The front"],
      ["Back View.png", [480, 700], 700, 300, "Alpha"],
      ["tiny.webp", [90], 90, 120, "Alpha"],
    ]);
    for (const { src, widths, blur } of rows) {
      expect(src).toMatch(/^\/media\/[a-z0-9-]+$/);
      expect(blur).toMatch(/^data:image\/webp;base64,/);
      for (const width of widths) {
        for (const type of ["avif", "webp"]) {
          const made = path.join(getMediaDir(), `${path.basename(src)}-${width}.${type}`);
          expect((await sharp(readFileSync(made)).metadata()).width).toBe(width);
        }
      }
    }
    expect(readdirSync(getMediaDir()).filter((n) => !/^[a-z0-9-]+\.(avif|webp)$/.test(n))).toEqual([]);
    const again = await importFile(given, { images });
    expect(again.pictures).toMatchObject({ converted: 0, unchanged: 3, missing: 1 });
    expect((await listPictures("a")).map((r) => r.id)).toEqual(rows.map((r) => r.id));
  });

  it("stay when the folder no longer has them, are removed when the file no longer names them, are restored to a lost media folder", async () => {
    writePicture("one.png", await createPicture(50, 50, "red").png().toBuffer());
    writePicture("two.png", await createPicture(50, 50, "blue").png().toBuffer());
    const both = buildCsv(`a,A,10,,,,${cdn}one.png,1,,`, `a,,,,,,${cdn}two.png,2,,`);
    await importFile(both, { images });
    rmSync(path.join(images, "two.png"));
    expect((await importFile(both, { images })).pictures).toMatchObject({ unchanged: 1, missing: 1 });
    expect(await listPictures("a")).toHaveLength(2);
    expect((await importFile(both)).pictures).toMatchObject({ notLookedFor: 2, missing: 0 });
    expect(await listPictures("a")).toHaveLength(2);
    await importFile(buildCsv(`a,A,10,,,,${cdn}one.png,1,,`), { images });
    expect((await listPictures("a")).map((r) => r.sourceName)).toEqual(["one.png"]);
    rmSync(getMediaDir(), { recursive: true });
    expect((await importFile(buildCsv(`a,A,10,,,,${cdn}one.png,1,,`), { images })).pictures).toMatchObject({
      converted: 1,
    });
    expect(
      existsSync(path.join(getMediaDir(), `${path.basename((await listPictures("a"))[0]?.src ?? "")}-50.webp`)),
    ).toBe(true);
  });

  it("belong to a colour when only its variants show them, and may be shared by products", async () => {
    writePicture("red.png", await createPicture(60, 60, "red").png().toBuffer());
    writePicture("both.png", await createPicture(60, 60, "grey").png().toBuffer());
    const report = await importFile(
      buildCsv(
        `a,A,10,Color,Red,,${cdn}red.png,1,,${cdn}red.png`,
        `a,,10,,Blue,,${cdn}both.png,2,,`,
        `b,B,10,,,,${cdn}both.png,1,,`,
      ),
      { images },
    );
    expect(report.pictures.converted).toBe(2);
    expect((await listPictures("a")).map((r) => [r.sourceName, r.colourKey])).toEqual([
      ["red.png", "red"],
      ["both.png", null],
    ]);
    expect(await listPictures("b")).toHaveLength(1);
  });

  it("are refused when they are decompression bombs, damaged or no pictures; the product is imported; memory stays flat", async () => {
    const jpeg = await createPicture(800, 800, "#336699").jpeg().toBuffer();
    const noise = await sharp({
      create: {
        width: 900,
        height: 900,
        channels: 3,
        background: "#000",
        noise: { type: "gaussian", mean: 128, sigma: 60 },
      },
    })
      .jpeg({ quality: 95 })
      .toBuffer();
    writePicture("bomb.png", createBomb(60_000));
    writePicture("cut.jpg", noise.subarray(0, 60_000));
    writePicture("cut-png.png", createBomb(3_000));
    writePicture(
      "drawing.jpg",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
    );
    writePicture("moving.gif", await createPicture(20, 20, "red").gif().toBuffer());
    writePicture("scan.jpg", await createPicture(20, 20, "red").tiff().toBuffer());
    writePicture("text.png", "not a picture");
    writePicture("large.jpg", Buffer.concat([jpeg, Buffer.alloc(26 * 1024 * 1024)]));
    writePicture("empty.jpg", "");
    const names = readdirSync(images).sort();
    const rows = names.map((name, i) => `a,${i === 0 ? "A" : ""},${i === 0 ? "10" : ""},,,,${cdn}${name},${i + 1},,`);
    const before = process.memoryUsage().rss;
    const report = await importFile(buildCsv(...rows, `a,,,,,,${cdn}..%2F..%2Fpasswd,99,,`), { images });
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1024 * 1024);
    expect(report.products.created).toBe(1);
    expect(Object.fromEntries(report.pictures.refusedFiles.map((p) => [p.name, p.fault]))).toEqual({
      "bomb.png": "TOO_MANY_PIXELS",
      "cut.jpg": "DAMAGED",
      "cut-png.png": "DAMAGED",
      "drawing.jpg": "WRONG_TYPE",
      "empty.jpg": "WRONG_TYPE",
      "large.jpg": "TOO_LARGE",
      "moving.gif": "WRONG_TYPE",
      "scan.jpg": "WRONG_TYPE",
      "text.png": "WRONG_TYPE",
    });
    expect(report.pictures).toMatchObject({ converted: 0, refused: 10, missing: 0 });
    expect(await listPictures("a")).toEqual([]);
    expect(existsSync(getMediaDir()) ? readdirSync(getMediaDir()) : []).toEqual([]);
  });

  it("refuses a missing folder before anything is written", async () => {
    const report = await importFile(buildCsv(`a,A,10,,,,${cdn}x.png,1,,`), { images: path.join(importDir, "nowhere") });
    expect(report.refusal?.fault).toBe("IMAGES_NOT_FOUND");
    expect(await db().select().from(product).where(eq(product.handle, "a"))).toHaveLength(0);
  });
});
