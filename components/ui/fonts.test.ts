import { readFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const needed = [..."əƏğĞşŞıİöÖüÜçÇ₼₽€£ЖжёЁщЩ«»№—−·…0123456789"];
const fonts = [
  "node_modules/@fontsource-variable/onest/wght.css",
  "node_modules/@fontsource-variable/literata/opsz.css",
];

/** A variable-length integer of the WOFF2 table directory (W3C WOFF2, 4.1) and where it ends. */
function readBase128(data: Buffer, at: number): [value: number, end: number] {
  let value = 0;
  for (let i = at; ; i += 1) {
    const byte = data.readUInt8(i);
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, i + 1];
  }
}

/** The `cmap` table of a WOFF2 file (flag 0 in the directory; never transformed). */
function readCmapTable(file: Buffer): Buffer {
  const tables = file.readUInt16BE(12);
  let at = 48;
  let offset = 0;
  let found: [number, number] = [0, 0];
  for (let i = 0; i < tables; i += 1) {
    const flags = file.readUInt8(at);
    const known = flags & 63;
    at += known === 63 ? 5 : 1;
    let [length, end] = readBase128(file, at);
    const version = flags >> 6;
    const transformed = known === 10 || known === 11 ? version !== 3 : version !== 0;
    if (transformed) [length, end] = readBase128(file, end);
    if (known === 0) found = [offset, length];
    offset += length;
    at = end;
  }
  const fontData = brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20)));
  return fontData.subarray(found[0], found[0] + found[1]);
}

/** Whether a `cmap` maps `codePoint` to a glyph: subtable formats 4 and 12. */
function hasGlyph(cmap: Buffer, codePoint: number): boolean {
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) => cmap.subarray(cmap.readUInt32BE(8 + i * 8)));
  return subtables.some((t) => {
    const format = t.readUInt16BE(0);
    if (format === 12) {
      return Array.from({ length: t.readUInt32BE(12) }, (_, i) => 16 + i * 12).some(
        (g) => codePoint >= t.readUInt32BE(g) && codePoint <= t.readUInt32BE(g + 4),
      );
    }
    if (format !== 4 || codePoint > 0xffff) return false;
    const segments = t.readUInt16BE(6) / 2;
    for (let i = 0; i < segments; i += 1) {
      const end = t.readUInt16BE(14 + i * 2);
      const start = t.readUInt16BE(16 + (segments + i) * 2);
      if (codePoint < start || codePoint > end) continue;
      const delta = t.readUInt16BE(16 + (2 * segments + i) * 2);
      const rangeAt = 16 + (3 * segments + i) * 2;
      const range = t.readUInt16BE(rangeAt);
      const glyph = range === 0 ? codePoint + delta : t.readUInt16BE(rangeAt + range + (codePoint - start) * 2);
      return glyph % 65536 !== 0;
    }
    return false;
  });
}

/** The subsets a stylesheet offers: their unicode-range and character map. */
function listSubsets(stylesheet: string) {
  const faces = readFileSync(stylesheet, "utf8").match(/@font-face \{[^}]+\}/g) ?? [];
  return faces.map((face) => {
    const file = /url\(([^)]+)\)/.exec(face)?.[1] ?? "";
    const ranges = (/unicode-range: ([^;]+);/.exec(face)?.[1] ?? "").split(",").map((range) => {
      const [from = "", to = from] = range.replace("U+", "").split("-");
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
    });
    return { ranges, cmap: readCmapTable(readFileSync(path.join(path.dirname(stylesheet), file))) };
  });
}

describe.each(fonts)("%s", (stylesheet) => {
  const subsets = listSubsets(stylesheet);
  it("draws every letter and sign of the three languages, in a subset the browser will load for it", () => {
    const missing = needed.filter((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return !subsets.some((s) => s.ranges.some(([a, b]) => code >= a && code <= b) && hasGlyph(s.cmap, code));
    });
    expect(missing).toEqual([]);
  });
  it("would notice a sign that is not there", () => {
    expect(subsets.some((s) => hasGlyph(s.cmap, 0x4e2d))).toBe(false);
  });
});
