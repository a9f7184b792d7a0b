import type { ColourView, LocalisedText, ProductView } from "./schema";

export type Locale = keyof LocalisedText;

/** The text in `locale`, else in English. */
export const localise = (text: LocalisedText, locale: Locale): string => text[locale] || text.en;

/**
 * An option's value in the page's language, where it names the variant's colour; any other value is returned unchanged.
 */
export const localiseOption = (option: string, colour: ColourView | null | undefined, locale: Locale): string =>
  colour && (option === colour.name.en || option === colour.key) ? localise(colour.name, locale) : option;

/** The same for the option text stored in an order, "M / Fog". */
export const localiseStoredOption = (kept: string, colour: ColourView | null | undefined, locale: Locale): string =>
  kept
    .split(" / ")
    .filter((option) => option !== "Default Title")
    .map((option) => localiseOption(option, colour, locale))
    .join(" / ");

const letters = ["XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "4XL", "5XL"];
const sameLetter: Record<string, string> = { "2XL": "XXL", "3XL": "XXXL", "2XS": "XXS", "3XS": "XXXS" };

/** Rank of a size: one-size first, then letters XS < S < M, then numbers by value, then the rest. */
function rankSize(size: string): [group: number, value: number] {
  const written = size.trim().toUpperCase();
  const letter = letters.indexOf(sameLetter[written] ?? written);
  if (letter >= 0) return [1, letter];
  const number = /^(?:EU|UK|US|W)?\s*(\d+(?:[.,]\d+)?)/.exec(written)?.[1];
  if (number) return [2, Number(number.replace(",", "."))];
  return /^(ONE|OS|O\/S|FREE|NO) ?(SIZE)?$/.test(written) ? [0, 0] : [3, 0];
}

/** Orders sizes as a shop does, not alphabetically. */
export function compareSizes(a: string, b: string): number {
  const [groupA, valueA] = rankSize(a);
  const [groupB, valueB] = rankSize(b);
  return groupA - groupB || valueA - valueB || a.localeCompare(b, "en", { numeric: true });
}

const women: Record<string, [eu: string, ru: string]> = {
  XS: ["34", "40"],
  S: ["36", "42"],
  M: ["38", "44"],
  L: ["40", "46"],
  XL: ["42", "48"],
  XXL: ["44", "50"],
};
const men: Record<string, [eu: string, ru: string]> = {
  XS: ["44", "44"],
  S: ["46", "46"],
  M: ["48", "48"],
  L: ["50", "50"],
  XL: ["52", "52"],
  XXL: ["54", "54"],
};

/** The European and Russian numbers of a letter size, or null where there are none. */
export function getSizeEquivalents(size: string, cut: "women" | "men"): { eu: string; ru: string } | null {
  const [eu, ru] = (cut === "women" ? women : men)[size.toUpperCase()] ?? [];
  return eu && ru ? { eu, ru } : null;
}

/** Body measures in centimetres of a letter size. */
export const bodyMeasures = {
  women: [
    { size: "XS", chest: "80-83", waist: "62-65", hips: "87-90" },
    { size: "S", chest: "84-87", waist: "66-69", hips: "91-94" },
    { size: "M", chest: "88-92", waist: "70-74", hips: "95-98" },
    { size: "L", chest: "93-97", waist: "75-80", hips: "99-103" },
    { size: "XL", chest: "98-104", waist: "81-87", hips: "104-109" },
  ],
  men: [
    { size: "XS", chest: "84-88", waist: "72-76", hips: "88-91" },
    { size: "S", chest: "89-93", waist: "77-81", hips: "92-95" },
    { size: "M", chest: "94-99", waist: "82-87", hips: "96-100" },
    { size: "L", chest: "100-105", waist: "88-94", hips: "101-105" },
    { size: "XL", chest: "106-112", waist: "95-101", hips: "106-111" },
  ],
} as const;

/** The cut of a product, from its outermost category; null when body sizes do not apply to it. */
export function getCut(path: ProductView["path"]): "women" | "men" | null {
  const outer = path[0]?.slug;
  return outer === "women" || outer === "men" ? outer : null;
}

/** The pictures of one colour in order, then those of every colour; all of them when the colour has none. */
export function selectPictures(product: ProductView, colourKey: string | null): ProductView["pictures"] {
  const own = product.pictures.filter((p) => p.colourKey === colourKey || p.colourKey === null);
  return own.length > 0 ? own : product.pictures;
}

type Range = { start: number; end: number };

/** The items from `start` up to `end` in the order of `compare`, without sorting those behind them. */
export function takePage<T>(items: T[], compare: (a: T, b: T) => number, { start, end }: Range): T[] {
  if (items.length <= 2 * end) return [...items].sort(compare).slice(start, end);
  let best: T[] = [];
  let last: T | undefined;
  for (const item of items) {
    if (last !== undefined && compare(item, last) >= 0) continue;
    best.push(item);
    if (best.length < 2 * end) continue;
    best = best.sort(compare).slice(0, end);
    last = best.at(-1);
  }
  return best.sort(compare).slice(start, end);
}
