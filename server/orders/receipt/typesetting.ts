import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { create } from "fontkit";
import PDFDocument from "pdfkit";

type Face = "plain" | "strong" | "serif";
type Style = { size: number; face?: Face; colour?: string; align?: "left" | "right" };
type Run = { font: string; text: string };

/** Fonts for letters that the shop's own fonts lack. */
const fallbackFonts = (weight: number) => [
  ...["latin-ext", "cyrillic-ext", "greek", "greek-ext", "devanagari"].map((s) => `noto-sans/noto-sans-${s}-${weight}`),
  `noto-sans-georgian/noto-sans-georgian-georgian-${weight}`,
  `noto-sans-armenian/noto-sans-armenian-armenian-${weight}`,
];
const shopFonts = (family: string, weight: number) =>
  ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "vietnamese"].map((s) => `${family}/${family}-${s}-${weight}`);
/** The files of a face: the first that has a letter sets it. */
const faces: Record<Face, string[]> = {
  plain: [...shopFonts("onest", 400), ...fallbackFonts(400)],
  strong: [...shopFonts("onest", 600), ...fallbackFonts(600)],
  serif: [...shopFonts("literata", 400), ...fallbackFonts(400)],
};
const resolve = createRequire(import.meta.url).resolve;

type FontFile = { bytes: Buffer; letters: Set<number> };
const fontFiles = new Map<string, FontFile>();

/**
 * Unpacks a WOFF file into its TrueType font: a reader of WOFF unpacks the outlines again for every letter.
 * https://www.w3.org/TR/WOFF/
 */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const power = 2 ** Math.floor(Math.log2(count));
  const head = Buffer.alloc(12 + 16 * count);
  woff.copy(head, 0, 4, 8);
  for (const [i, value] of [count, power * 16, Math.log2(power), (count - power) * 16].entries())
    head.writeUInt16BE(value, 4 + 2 * i);
  const tables: Buffer[] = [head];
  let at = head.length;
  for (let i = 0; i < count; i++) {
    const entry = 44 + 20 * i;
    const [from, packed, length, sum] = [4, 8, 12, 16].map((o) => woff.readUInt32BE(entry + o)) as WoffTable;
    const bytes = woff.subarray(from, from + packed);
    woff.copy(head, 12 + 16 * i, entry, entry + 4);
    for (const [j, value] of [sum, at, length].entries()) head.writeUInt32BE(value, 16 + 16 * i + 4 * j);
    const table = Buffer.alloc(Math.ceil(length / 4) * 4);
    (packed < length ? inflateSync(bytes) : bytes).copy(table);
    tables.push(table);
    at += table.length;
  }
  return Buffer.concat(tables);
}
type WoffTable = [number, number, number, number];

/** Loads a font file, unpacked, with the letters that it really has: packages claim more than their files hold. */
function loadFont(font: string): FontFile {
  const found = fontFiles.get(font);
  if (found) return found;
  const [name = "", file = ""] = font.split("/");
  const bytes = unpackWoff(readFileSync(resolve(`@fontsource/${name}/files/${file}-normal.woff`)));
  const opened = create(bytes);
  const letters = new Set("characterSet" in opened ? opened.characterSet : []);
  const fontFile = { bytes, letters };
  fontFiles.set(font, fontFile);
  return fontFile;
}

/** Joiners, direction marks and the like: they have no glyph of their own. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** Splits the text into runs of one font file each; a letter that none has becomes "?". */
function splitRuns(text: string, face: Face): Run[] {
  const runs: Run[] = [];
  const fonts = faces[face];
  for (const letter of text.normalize("NFC").replace(invisible, "")) {
    const code = letter.codePointAt(0) ?? 0;
    const known = fonts.find((font) => loadFont(font).letters.has(code));
    const font = known ?? fonts[0] ?? "";
    const last = runs.at(-1);
    if (last?.font === font) last.text += known ? letter : "?";
    else runs.push({ font, text: known ? letter : "?" });
  }
  return runs;
}

/** Sums stand below one another: their figures have one width. */
const toFontFeatures = ({ align }: Style) => (align === "right" ? { features: ["tnum" as const] } : {});

/** A sheet of A4 on which text is set in the shop's own fonts, all embedded. Lengths in points. */
export class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #title: string;
  readonly left = 56;
  readonly right = 539;
  readonly #bottom = 770;
  /** The position of the next line. */
  y = 64;

  constructor({ title, language }: { title: string; language: string }) {
    this.#title = title;
    this.#doc = new PDFDocument({
      bufferPages: true,
      size: "A4",
      margin: 0,
      font: loadFont("onest/onest-latin-400").bytes as unknown as string,
      lang: language,
      info: { Title: title, Producer: "Selvedge", Creator: "Selvedge" },
    });
  }

  #use({ font }: Run, size: number): void {
    this.#doc.registerFont(font, loadFont(font).bytes).font(font).fontSize(size);
  }

  #width(text: string, style: Style): number {
    return splitRuns(text, style.face ?? "plain").reduce((sum, run) => {
      this.#use(run, style.size);
      return sum + this.#doc.widthOfString(run.text, toFontFeatures(style));
    }, 0);
  }

  #line(text: string, x: number, y: number, style: Style): void {
    const { size, face = "plain", colour = "#1d2740" } = style;
    let at = style.align === "right" ? x - this.#width(text, style) : x;
    for (const run of splitRuns(text, face)) {
      this.#use(run, size);
      this.#doc.fillColor(colour).text(run.text, at, y, { lineBreak: false, ...toFontFeatures(style) });
      at += this.#doc.widthOfString(run.text, toFontFeatures(style));
    }
  }

  /** Splits a word into parts of at most `width`: an address may be longer than a line. */
  #parts(word: string, width: number, style: Style): string[] {
    if (this.#width(word, style) <= width) return [word];
    const parts = [""];
    for (const letter of word) {
      const longer = `${parts.at(-1)}${letter}`;
      if (this.#width(longer, style) <= width) parts[parts.length - 1] = longer;
      else parts.push(letter);
    }
    return parts;
  }

  /** Sets words into lines of at most `width`; returns the height. Right-aligned text ends at `x`. */
  block(text: string, x: number, width: number, style: Style): number {
    const step = style.size * 1.45;
    const lines: string[] = [];
    for (const word of text.split(" ").flatMap((w) => this.#parts(w, width, style))) {
      const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
      if (lines.length > 0 && this.#width(longer, style) <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    for (const [i, line] of lines.entries()) this.#line(line, x, this.y + i * step, style);
    return lines.length * step;
  }

  /** Begins a new sheet when less than `height` is left on this one; returns whether it did. */
  room(height: number): boolean {
    if (this.y + height <= this.#bottom) return false;
    this.#doc.addPage();
    this.y = 64;
    return true;
  }

  /** Numbers each of several sheets. */
  #number(): void {
    const { count } = this.#doc.bufferedPageRange();
    if (count < 2) return;
    for (let i = 0; i < count; i++) {
      this.#doc.switchToPage(i);
      const style = { size: 9, colour: "#545d73" } as const;
      this.#line(this.#title, this.left, 794, style);
      this.#line(`${i + 1} / ${count}`, this.right, 794, { ...style, align: "right" });
    }
  }

  /** Draws a hairline across, or the red thread. */
  rule(colour = "#d9d2c3", thickness = 0.6): void {
    this.#doc.moveTo(this.left, this.y).lineTo(this.right, this.y).lineWidth(thickness).stroke(colour);
  }

  /** Returns the finished document. */
  async bytes(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const done = new Promise<void>((ended, failed) => {
      this.#doc.on("data", (chunk: Buffer) => chunks.push(chunk));
      this.#doc.on("end", ended);
      this.#doc.on("error", failed);
    });
    this.#number();
    this.#doc.end();
    await done;
    return Buffer.concat(chunks);
  }
}
