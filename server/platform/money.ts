/** An amount in the currency's minor units (integer) and its ISO 4217 code. */
export type Money = { minor: number; currency: string };

/** Azerbaijani writes numbers as German does; browsers say that they know it and then write them as English. */
const bcp47 = { en: "en-GB", ru: "ru-RU", az: "de-DE" } as const;

const digitsOf = new Map<string, number>();

function fractionDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const told = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  digitsOf.set(currency, told ?? 2);
  return told ?? 2;
}

/** Making one takes longer than using it a hundred times. */
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: keyof typeof bcp47, digits: number): Intl.NumberFormat {
  const key = `${locale} ${digits}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(bcp47[locale], { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, made);
  return made;
}

/** `Money` as text of the shopper's language, e.g. "129,00 ₼", with no-break spaces and without trailing junk. */
export function formatMoney({ minor, currency }: Money, locale: keyof typeof bcp47): string {
  const digits = fractionDigits(currency);
  const number = numberFormat(locale, digits);
  const symbol = { AZN: "₼", RUB: "₽", EUR: "€", GBP: "£", USD: "$", GEL: "₾" }[currency] ?? currency;
  return `${number.format(minor / 10 ** digits)}\u00a0${symbol}`;
}

/** Adds amounts of one currency. Throws when currencies differ or a sum leaves the safe integers. */
export function sumMoney(amounts: Money[], currency: string): Money {
  const minor = amounts.reduce((sum, a) => {
    if (a.currency !== currency) throw new Error(`cannot add ${a.currency} to ${currency}`);
    return sum + a.minor;
  }, 0);
  if (!Number.isSafeInteger(minor)) throw new Error("amount out of range");
  return { minor, currency };
}

/** Parses a decimal price such as "98.00" into minor units without floats, or null when it is not a price. */
export function parseMinor(text: string, currency: string): number | null {
  const digits = fractionDigits(currency);
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  const fraction = (match[2] ?? "").padEnd(digits, "0");
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  return Number(`${match[1]}${fraction.slice(0, digits)}`);
}
