/** Invisible characters: controls, format characters, fillers, variation selectors. They come with pasted text. */
const invisibleCharacters = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The value of a decimal digit of any script: Unicode has them in runs of ten, from zero. */
function toDigit(sign: string): string {
  let before = 0;
  for (let at = sign.codePointAt(0) ?? 0; /\p{Nd}/u.test(String.fromCodePoint(at - 1)); at--) before++;
  return String(before % 10);
}

/**
 * A code as it was meant: full-width characters and digits of other scripts as ASCII, typographic dashes as "-", white
 * space as one space, without invisible characters and without the apostrophe with which spreadsheets keep digits as
 * text.
 */
export const cleanCode = (text: string): string =>
  // Fast path: nearly all codes of a file are plain, and each is cleaned several times.
  /^[!-&(-~]*$/.test(text)
    ? text
    : text
        .normalize("NFKC")
        .replace(/\s+/g, " ")
        .replace(invisibleCharacters, "")
        .replace(/[\p{Pd}\u2212\u2043]/gu, "-")
        .replace(/\p{Nd}/gu, toDigit)
        .trim()
        .replace(/^'(?=\d)/, "");

/** The digits of a code that contains only digits, spaces, points and dashes; null for any other. */
function toDigits(text: string): string | null {
  const digits = cleanCode(text).replace(/[\s.-]/g, "");
  return /^\d+$/.test(digits) ? digits : null;
}

/** A one-time code of six digits, however it is spaced or dashed; null when it is none. */
export function parseSixDigits(text: string): string | null {
  const digits = toDigits(text);
  return digits?.length === 6 ? digits : null;
}

/** The number of an order, of five to nine digits, with or without a number sign before it; null when it is none. */
export function parseOrderNumber(text: string): number | null {
  const digits = toDigits(cleanCode(text).replace(/^(?:#|n[or°]?[.:]?)\s*(?=\d)/i, ""));
  return digits && /^\d{5,9}$/.test(digits) ? Number(digits) : null;
}

/** Prefixes of Selvedge's QR codes: a pickup's at hand-over, and a customer's card with its secret for one use. */
export const pickupPrefix = "selvedge:pickup:";
export const cardPrefix = "selvedge:card:";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const pickupPattern = new RegExp(`^${pickupPrefix}(${uuid}):(\\d{6})$`, "i");
const cardPattern = new RegExp(`^(?:${cardPrefix})([A-Za-z0-9_-]{16,46})$`, "i");
const receiptPattern = new RegExp(`^(?:https?://\\S*)?(${uuid})(?:\\W\\S*)?$`, "i");

/**
 * What a text is without context. Six digits, an order's number and a product code are plain texts that each input
 * interprets.
 */
export type Code =
  | { kind: "pickup"; pickupId: string; code: string }
  | { kind: "card"; secret: string }
  /** An order's id, from the URL in the code of a receipt. */
  | { kind: "receipt"; orderId: string }
  | { kind: "text"; text: string };

/** Parses what was scanned or typed, at any input. */
export function parseCode(typed: string): Code {
  const text = cleanCode(typed);
  const [, pickupId, code] = pickupPattern.exec(text) ?? [];
  if (pickupId && code) return { kind: "pickup", pickupId: pickupId.toLowerCase(), code };
  const secret = cardPattern.exec(text)?.[1];
  if (secret) return { kind: "card", secret };
  const orderId = receiptPattern.exec(text)?.[1];
  return orderId ? { kind: "receipt", orderId: orderId.toLowerCase() } : { kind: "text", text };
}

/** Whether the last digit is the check digit of those before it (GS1 General Specifications, 7.9). */
const isChecked = (digits: string): boolean =>
  [...digits].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;

/**
 * The GTIN of a barcode as 14 digits: GTIN-8, UPC-A (12), EAN-13 and GTIN-14 with a correct check digit, spaces and
 * dashes removed. Null for any other text.
 */
export function toGtin(text: string): string | null {
  const digits = toDigits(text);
  if (!digits || !/^(?:\d{8}|\d{12,14})$/.test(digits) || /^0+$/.test(digits)) return null;
  return isChecked(digits) ? digits.padStart(14, "0") : null;
}

/** Whether a text has the form of a barcode, of 8, 12, 13 or 14 digits, and a wrong check digit: a typing error. */
export function isMistyped(text: string): boolean {
  const digits = toDigits(text);
  return (
    digits !== null && /^(?:\d{8}|\d{12,14})$/.test(digits) && toGtin(digits) === null && expandBarcode(digits) === null
  );
}

/** Whether a spreadsheet wrote a long number in E-notation, which loses its last digits: 4.00638E+12. */
export const isRounded = (text: string): boolean => /^\d(?:[.,]\d+)?e\+\d{1,2}$/i.test(cleanCode(text));

/** The UPC-A of twelve digits behind a UPC-E of eight, or null (GS1 General Specifications, 5.2.2.4.2). */
function expandBarcode(short: string): string | null {
  const [, system, six = "", check] = /^([01])(\d{6})(\d)$/.exec(short) ?? [];
  const last = Number(six[5]);
  let body = `${six.slice(0, 5)}0000${last}`;
  if (last < 3) body = `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
  else if (last < 5) body = `${six.slice(0, last)}00000${six.slice(last, 5)}`;
  const long = `${system}${body}${check}`;
  return six && isChecked(long) ? long : null;
}

/** The UPC-E by which a UPC-A may be printed on small items, or null. */
function compressBarcode(gtin: string): string | null {
  const [, system, maker = "", item = "", check] = /^00([01])(\d{5})(\d{5})(\d)$/.exec(gtin) ?? [];
  const forms = [
    maker.slice(0, 2) + item.slice(2) + maker[2],
    `${maker.slice(0, 3)}${item.slice(3)}3`,
    `${maker.slice(0, 4)}${item.slice(4)}4`,
    maker + item.slice(4),
  ];
  return forms.map((six) => `${system}${six}${check}`).find((short) => expandBarcode(short) === gtin.slice(2)) ?? null;
}

/**
 * A code as an item's label carries it: without the scanner's prefix and the asterisks of Code 39; of a GS1 code, its
 * GTIN.
 */
function parseLabel(text: string): string {
  const code = cleanCode(text)
    .replace(/^\][A-Za-z]\d/, "")
    .replace(/^\*(.+)\*$/, "$1");
  const gtin =
    /^(?:\(01\)\s?|01)(\d{14})/.exec(code)?.[1] ?? /^https?:\/\/\S+\/01\/(\d{8,14})(?:[/?#]|$)/i.exec(code)?.[1];
  return gtin && toGtin(gtin) ? gtin : code;
}

/** The stored spellings that a scanned or typed code may match, the code itself first. */
export function listSpellings(typed: string): string[] {
  const code = parseLabel(typed);
  const gtin = toGtin(code);
  const others = [expandBarcode(toDigits(code) ?? ""), gtin && compressBarcode(gtin)];
  return [code, ...others.filter((other): other is string => Boolean(other))];
}

/** The key that equal codes share: a barcode's number in any of its forms, letters in upper case. */
export function toCodeKey(code: string): string {
  const [label = "", ...others] = listSpellings(code);
  return [label, ...others].map(toGtin).find((gtin) => gtin !== null) ?? label.toUpperCase();
}

/** A code without case, separators and leading zeros: codes that differ in nothing else may be the same. */
export const toLooseKey = (text: string): string =>
  text
    .normalize("NFKD")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/^0+(?=\d+$)/, "");

const toComparable = (text: string): string => toGtin(text) ?? text.toUpperCase();
/**
 * How well a typed or scanned code matches an item stored under `kept`: 2 the same code (a barcode in any of its forms,
 * letters of any case), 1 the same but for separators and leading zeros, 0 another.
 */
export function matchCode(typed: string, kept: string): 0 | 1 | 2 {
  const writings = listSpellings(typed);
  const clean = cleanCode(kept);
  if (clean !== "" && writings.some((w) => toComparable(w) === toComparable(clean))) return 2;
  return writings.some((w) => toLooseKey(w) !== "" && toLooseKey(w) === toLooseKey(clean)) ? 1 : 0;
}
