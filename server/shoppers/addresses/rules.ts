/**
 * Invisible characters that copying brings along: direction marks, zero-width characters, soft hyphens, variation
 * selectors.
 */
const invisibleCharacters = /\p{Cf}|[\uFE00-\uFE0F]/gu;
const dashes = /[\p{Pd}\u2212\u2043\u00B7\u2022]/gu;
/** Full-width digits, brackets and "+"; never "＠", which other programs do not read as "@". */
const fullWidth = /[\uFF08\uFF09\uFF0B\uFF0D-\uFF19]/g;

/** `Leyla <leyla@example.com>`, as mail programs copy it; a second "@" before the brackets would be another address. */
const named = /^[^<>@]*<([^<>]*)>$/;

/**
 * A typed or pasted e-mail address or phone number without what is not part of it: invisible characters, `tel:` and
 * `mailto:`, a trailing full stop or comma. E-mail in lower case; in a number every dash is "-" and every space " ".
 */
export function cleanContact(text: string): string {
  const [, scheme = "", rest = ""] =
    /^(mailto:|tel:|sms:|callto:)?(.*)$/is.exec(text.replace(invisibleCharacters, "").trim()) ?? [];
  const bare = rest.replace(/[\s.,;]+$/, "").trim();
  if (bare.includes("@")) {
    const address = scheme.toLowerCase() === "mailto:" ? bare.replace(/\?.*$/s, "") : bare;
    return (named.exec(address)?.[1] ?? address).trim().toLowerCase();
  }
  return bare
    .replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(dashes, "-")
    .replace(/\s+/g, " ");
}

/** The form of phone numbers, once cleaned; letters, extensions and digits of other scripts do not match. */
export const phonePattern = /^\(?\+?[\d ().\-/]{5,40}$/;

const toDigits = (text: string): string => text.replace(/\D/g, "");

/** Whether a text could be an e-mail address; the server checks more strictly. */
export const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cleanContact(text));

/** Whether a text could be a phone number, in any country. */
export function looksLikePhone(text: string): boolean {
  const clean = cleanContact(text);
  const { length } = toDigits(clean);
  return phonePattern.test(clean) && length >= 7 && length <= 18;
}

/** Whether a text could be either. */
export const looksLikeContact = (text: string): boolean => looksLikeEmail(text) || looksLikePhone(text);

/** A number in digits alone; with "+" in front where its country was written, with "+" or "00". */
export function compactPhone(clean: string): string {
  const digits = toDigits(clean);
  if (/^\(?\+/.test(clean)) return `+${digits}`;
  return digits.startsWith("00") ? `+${digits.slice(2)}` : digits;
}
