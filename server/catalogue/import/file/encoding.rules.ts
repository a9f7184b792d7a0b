export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1251" | "windows-1254";

/**
 * The encoding that a file's first bytes reveal: its byte order mark, or the zeros of UTF-16 without one; otherwise
 * null.
 */
export function detectEncodingFromHead(head: Uint8Array): Encoding | null {
  const [first = 0, second = 0, third = 0] = head;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // A picture has zeros too, but few or anywhere.
  const enough = (addToTally: number) => addToTally > 8 && addToTally * 20 > head.length;
  if (even === 0 && enough(odd)) return "utf-16le";
  return odd === 0 && enough(even) ? "utf-16be" : null;
}

/** The kind of workbook, Excel or OpenDocument, that these first bytes belong to; it is not a text. */
export function isWorkbook(head: Uint8Array): boolean {
  const startsWith = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  return startsWith(0x50, 0x4b, 0x03, 0x04) || startsWith(0xd0, 0xcf, 0x11, 0xe0);
}

/** Statistics of the bytes beyond ASCII in a text. */
export type Tally = { letters: number; besideLatin: number; strange: number };
export const createTally = (): Tally => ({ letters: 0, besideLatin: 0, strange: 0 });

/** Letters of windows-1251 and of windows-1254: Ё and ё are separate in the first. */
const isLetter = (byte: number) => byte >= 0xc0 || byte === 0xa8 || byte === 0xb8;
const isLatin = (byte: number) => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
/** Punctuation that both encodings share: quotation marks, dashes, №, ©, the no-break space. */
const signs = new Set([0x80, 0x82, 0x84, 0x85, 0x8b, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9b, 0xa0]);
const isSign = (byte: number) => signs.has(byte) || (byte > 0xa0 && byte < 0xc0);

/** Adds the bytes of a chunk of a file to a tally. */
export function addToTally(bytes: Uint8Array, tally: Tally): void {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    if (!isLetter(byte)) {
      if (!isSign(byte)) tally.strange++;
      continue;
    }
    tally.letters++;
    if (isLatin(bytes[at - 1] ?? 0) || isLatin(bytes[at + 1] ?? 0)) tally.besideLatin++;
  }
}

/**
 * The one-byte encoding of a text: in Russian words no Latin letter stands beside a Cyrillic one, in others such
 * letters stand between Latin ones. windows-1254 equals 1252 but for six Turkish letters. Null when it is neither.
 */
export function detectEncodingFromTally({ letters, besideLatin, strange }: Tally): Encoding | null {
  if (strange * 20 > letters) return null;
  return besideLatin * 3 < letters ? "windows-1251" : "windows-1254";
}
