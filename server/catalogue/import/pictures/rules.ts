/** Accepted kinds of pictures; a file's first bytes determine its kind, not its name. */
export type PictureKind = "jpeg" | "png" | "webp" | "avif";

const startsWith = (head: Uint8Array, bytes: number[], at = 0) => bytes.every((byte, i) => head[at + i] === byte);
const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));

/**
 * The kind of picture that a file's first 32 bytes announce, or null: SVG, GIF, TIFF, PDF and all others are refused.
 */
export function detectKind(head: Uint8Array): PictureKind | null {
  if (startsWith(head, [0xff, 0xd8, 0xff])) return "jpeg";
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (startsWith(head, ascii("RIFF")) && startsWith(head, ascii("WEBP"), 8)) return "webp";
  const brand = startsWith(head, ascii("ftyp"), 4) && ["avif", "avis"].some((b) => startsWith(head, ascii(b), 8));
  return brand ? "avif" : null;
}

const targetWidths = [480, 960];

/** Widths to create from a source `width` px wide: never wider than the source. */
export const getWidths = (width: number): number[] => [...new Set(targetWidths.map((w) => Math.min(w, width)))];

/** Pictures with more pixels are refused by their header, before anything is decoded. */
export const maxPixels = 40_000_000;
/** Larger files are not opened. */
export const maxFileBytes = 25 * 1024 * 1024;
export const maxConversionSeconds = 20;
