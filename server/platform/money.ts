import { AppError } from "./errors";

/** An amount in the currency's minor units (integer) and its ISO 4217 code. */
export type Money = { minor: number; currency: string };

/** Azerbaijani formats numbers like German; browsers claim to know the locale and then format them like English. */
const bcp47 = { en: "en-GB", ru: "ru-RU", az: "de-DE" } as const;

const digitsOf = new Map<string, number>();

function getFractionDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  digitsOf.set(currency, digits ?? 2);
  return digits ?? 2;
}

/** Cached, because creating a format takes longer than using it a hundred times. */
const formats = new Map<string, Intl.NumberFormat>();

function getNumberFormat(locale: keyof typeof bcp47, digits: number): Intl.NumberFormat {
  const key = `${locale} ${digits}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(bcp47[locale], { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, format);
  return format;
}

/** `Money` as text in the shopper's language, e.g. "129,00 ₼", with no-break spaces. */
export function formatMoney({ minor, currency }: Money, locale: keyof typeof bcp47): string {
  const digits = getFractionDigits(currency);
  const number = getNumberFormat(locale, digits);
  const symbol = { AZN: "₼", RUB: "₽", EUR: "€", GBP: "£", USD: "$", GEL: "₾" }[currency] ?? currency;
  return `${number.format(minor / 10 ** digits)}\u00a0${symbol}`;
}

/** Adds amounts of one currency. Throws when currencies differ or a sum exceeds the safe integers. */
export function sumMoney(amounts: Money[], currency: string): Money {
  const minor = amounts.reduce((sum, a) => {
    if (a.currency !== currency) throw new Error(`cannot add ${a.currency} to ${currency}`);
    return sum + a.minor;
  }, 0);
  if (!Number.isSafeInteger(minor)) throw new Error("amount out of range");
  return { minor, currency };
}

/** Adds amounts per currency, in the order in which the currencies first occur. */
export const sumByCurrency = (amounts: Money[]): Money[] =>
  [...new Set(amounts.map((a) => a.currency))].map((currency) =>
    sumMoney(
      amounts.filter((a) => a.currency === currency),
      currency,
    ),
  );

/** The one currency of these amounts. Throws MIXED_CURRENCIES when there are two, and when there is no amount. */
export function getCommonCurrency(amounts: { currency: string }[]): string {
  const [currency, ...others] = new Set(amounts.map((a) => a.currency));
  if (currency === undefined) throw new Error("no amount, so no currency");
  if (others.length > 0) throw new AppError("MIXED_CURRENCIES");
  return currency;
}

/** The price of a quantity. Throws when it exceeds the safe integers. */
export const multiplyMoney = ({ minor, currency }: Money, quantity: number): Money =>
  sumMoney([{ minor: minor * quantity, currency }], currency);

/**
 * What people write beside a number besides a currency's code and the symbol that Intl knows; folded, without a full
 * stop.
 */
const written: Record<string, string[]> = {
  AZN: ["₼", "man", "manat", "ман", "манат"],
  EUR: ["€", "euro", "eur", "евро", "avro"],
  GBP: ["£"],
  GEL: ["₾", "lari", "лари"],
  RUB: ["₽", "руб", "р", "rubl"],
  TRY: ["₺", "tl"],
  UAH: ["₴", "грн"],
  USD: ["$", "us$", "dollar", "долл"],
};

const marksByCurrency = new Map<string, { own: Set<string>; others: Set<string> }>();

/** All marks that may stand beside an amount of a currency, and the marks of the other currencies. */
function getMarks(currency: string) {
  const known = marksByCurrency.get(currency);
  if (known) return known;
  const sign = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0)
    .find((part) => part.type === "currency")?.value;
  const folded = (words: (string | undefined)[]) => new Set(words.map((word) => word?.toLowerCase() ?? ""));
  const marks = {
    own: folded([currency, sign, ...(written[currency] ?? [])]),
    others: folded([...Intl.supportedValuesOf("currency"), ...Object.values(written).flat()]),
  };
  marksByCurrency.set(currency, marks);
  return marks;
}

/** Whether `mark` (a symbol, code or word) is this currency's, another currency's, or unknown. */
function findMarkOwner(mark: string, currency: string): "own" | "foreign" | "nobody" {
  const folded = mark.toLowerCase().replace(/\.$/, "");
  const { own, others } = getMarks(currency);
  if (own.has(folded)) return "own";
  return others.has(folded) || /\p{Sc}/u.test(folded) ? "foreign" : "nobody";
}

/**
 * Whole part and fraction of a number as people write it; "unclear" when a separator may group thousands or begin a
 * fraction.
 */
function parseNumber(text: string, digits: number): { whole: string; fraction: string } | "unclear" | null {
  const number = text.replace(/\s+/g, " ").replaceAll("’", "'");
  const parts = number.split(/[ '.,]/);
  const signs = number.replace(/\d/g, "");
  const head = parts[0] ?? "";
  const tail = parts.at(-1) ?? "";
  const group = signs[0] ?? "";
  const last = signs.at(-1) ?? "";
  const grouped = (groups: string[]) => /^[1-9]\d{0,2}$/.test(head) && groups.every((part) => part.length === 3);
  if (signs === "") return { whole: number, fraction: "" };
  const point = last === "." || last === ",";
  const single = signs.length === 1 && point;
  const before = signs.slice(0, -1);
  if (!single && [...signs].every((sign) => sign === group))
    return grouped(parts.slice(1)) ? { whole: parts.join(""), fraction: "" } : null;
  if (!point || [...before].some((sign) => sign !== group)) return null;
  if (before !== "" && !grouped(parts.slice(1, -1))) return null;
  if (tail.length === 3 && digits === 0 && grouped(parts.slice(1))) return { whole: parts.join(""), fraction: "" };
  if (tail.length === 3 && !(digits === 3 && last === ".")) return "unclear";
  return { whole: parts.slice(0, -1).join(""), fraction: tail };
}

/** The largest amount that a column holds. */
const maxMinor = 2_147_483_647;

/** A longer text is never an amount. */
const maxLength = 60;

export type PriceReading = { minor: number } | { fault: "INVALID" | "UNCLEAR" | "FOREIGN" };

/**
 * Parses an amount as people and files write it ("98.00", "1 200,00", "1.200,00", "₼ 49,90") into minor units of
 * `currency`, without floats. UNCLEAR: a point or comma before exactly three digits may group thousands or begin a
 * fraction. FOREIGN: another currency's symbol, code or word stands beside it. INVALID: anything else, including
 * amounts that are finer or larger than a column holds.
 */
export function parsePrice(text: string, currency: string): PriceReading {
  if (text.length > maxLength) return { fault: "INVALID" };
  const match = /^([^\d]*)(\d(?:[\d\s.,'’]*\d)?)([^\d]*)$/u.exec(text.replace(/\p{Cf}/gu, "").trim());
  if (!match) return { fault: "INVALID" };
  const marks = [match[1], match[3]].flatMap((mark) => mark?.trim() || []).map((mark) => findMarkOwner(mark, currency));
  if (marks.includes("nobody")) return { fault: "INVALID" };
  if (marks.includes("foreign")) return { fault: "FOREIGN" };
  const digits = getFractionDigits(currency);
  const number = parseNumber(match[2] ?? "", digits);
  if (number === "unclear") return { fault: "UNCLEAR" };
  if (number === null || number.whole.length > 10 || number.fraction.length > 6) return { fault: "INVALID" };
  const fraction = number.fraction.padEnd(digits, "0");
  const minor = Number(`${number.whole}${fraction.slice(0, digits)}`);
  return /[1-9]/.test(fraction.slice(digits)) || minor > maxMinor ? { fault: "INVALID" } : { minor };
}
