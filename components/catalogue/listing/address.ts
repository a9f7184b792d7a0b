import type { ListInput } from "@/server/catalogue/schema";
import { type Sort, sorts } from "@/server/catalogue/sorts.rules";
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
export type SearchParams = Record<string, string | string[] | undefined>;

const parseOne = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";
const parseList = (value: string | string[] | undefined) =>
  [
    ...new Set(
      parseOne(value)
        .split(",")
        .filter((part) => part && part.length <= 60),
    ),
  ].slice(0, 30);
const parseWhole = (value: string | string[] | undefined, most: number) => {
  const number = Number(parseOne(value) || Number.NaN);
  return Number.isInteger(number) && number >= 0 && number <= most ? number : null;
};

/** Parses an address; invalid values are ignored, never an error. */
export function parseListState(asked: SearchParams): ListState {
  const sort = parseOne(asked.sort) as Sort;
  return {
    query: cutText(parseOne(asked.q).trim(), 120),
    sizes: parseList(asked.size),
    colours: parseList(asked.colour),
    from: parseWhole(asked.from, 10_000_000),
    to: parseWhole(asked.to, 10_000_000),
    store: cutText(parseOne(asked.store), 60) || null,
    sort: sorts.includes(sort) ? sort : null,
    page: Math.max(1, parseWhole(asked.page, 500) ?? 1),
  };
}

/** The question mark and what follows, for a state changed by `patch`; any change but that of the page goes to page one. */
export function buildListAddress(state: ListState, patch: Partial<ListState> = {}): string {
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
export const toggleValue = (list: string[], value: string): string[] =>
  list.includes(value) ? list.filter((other) => other !== value) : [...list, value];

/** Builds the input of the catalogue's query, with prices in minor units of a two-digit currency. */
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
export const countFilters = (state: ListState): number =>
  state.sizes.length +
  state.colours.length +
  (state.from !== null || state.to !== null ? 1 : 0) +
  (state.store ? 1 : 0);
