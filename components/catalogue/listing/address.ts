import { type Sort, sorts } from "@/server/catalogue/listing/rules";
import type { ListInput } from "@/server/catalogue/schema";
import { cutText } from "@/server/platform/text";

/** What a listing's address says after the question mark. */
export type ListState = {
  query: string;
  sizes: string[];
  colours: string[];
  /** Whole units of the currency, as typed. */
  from: number | null;
  to: number | null;
  store: string | null;
  sort: Sort | null;
  page: number;
};
export type Asked = Record<string, string | string[] | undefined>;

const oneOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";
const listOf = (value: string | string[] | undefined) =>
  [
    ...new Set(
      oneOf(value)
        .split(",")
        .filter((part) => part && part.length <= 60),
    ),
  ].slice(0, 30);
const wholeOf = (value: string | string[] | undefined, most: number) => {
  const number = Number(oneOf(value) || Number.NaN);
  return Number.isInteger(number) && number >= 0 && number <= most ? number : null;
};

/** Reads an address; whatever makes no sense is left out, never an error. */
export function readAddress(asked: Asked): ListState {
  const sort = oneOf(asked.sort) as Sort;
  return {
    query: cutText(oneOf(asked.q).trim(), 120),
    sizes: listOf(asked.size),
    colours: listOf(asked.colour),
    from: wholeOf(asked.from, 10_000_000),
    to: wholeOf(asked.to, 10_000_000),
    store: cutText(oneOf(asked.store), 60) || null,
    sort: sorts.includes(sort) ? sort : null,
    page: Math.max(1, wholeOf(asked.page, 500) ?? 1),
  };
}

/** The question mark and what follows, for a state changed by `patch`; any change but that of the page goes to page one. */
export function writeAddress(state: ListState, patch: Partial<ListState> = {}): string {
  const next = { ...state, page: 1, ...patch };
  const search = new URLSearchParams();
  if (next.query) search.set("q", next.query);
  if (next.sizes.length) search.set("size", next.sizes.join(","));
  if (next.colours.length) search.set("colour", next.colours.join(","));
  if (next.from !== null) search.set("from", String(next.from));
  if (next.to !== null) search.set("to", String(next.to));
  if (next.store) search.set("store", next.store);
  if (next.sort) search.set("sort", next.sort);
  if (next.page > 1) search.set("page", String(next.page));
  const text = search.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "?";
}

/** A value put into a list, or taken out when it was there. */
export const toggled = (list: string[], value: string): string[] =>
  list.includes(value) ? list.filter((other) => other !== value) : [...list, value];

/** What the catalogue is asked, with prices in minor units of a currency of two digits. */
export function toListInput(state: ListState, category?: string): ListInput {
  return {
    ...(category ? { category } : {}),
    ...(state.query ? { query: state.query } : {}),
    ...(state.sizes.length ? { sizes: state.sizes } : {}),
    ...(state.colours.length ? { colours: state.colours } : {}),
    ...(state.from !== null ? { priceFrom: state.from * 100 } : {}),
    ...(state.to !== null ? { priceTo: state.to * 100 } : {}),
    ...(state.store ? { store: state.store } : {}),
    ...(state.sort ? { sort: state.sort } : {}),
    page: state.page,
  };
}

/** How many filters are on. */
export const filtersOn = (state: ListState): number =>
  state.sizes.length +
  state.colours.length +
  (state.from !== null || state.to !== null ? 1 : 0) +
  (state.store ? 1 : 0);
