/** Values that many variants share, each as a small number; 0 is none. */
export class ValueIndex<T> {
  readonly values: (T | null)[] = [null];
  readonly #numbers = new Map<string, number>();
  readonly #read: (key: string) => T;

  constructor(read: (key: string) => T) {
    this.#read = read;
  }

  numberOf(key: string | null): number {
    if (key === null) return 0;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(this.#read(key)) - 1;
  }

  /** For each number whether its value passes: 1 or 0, none never. */
  passing(test: (value: T) => boolean): Uint8Array {
    return Uint8Array.from(this.values, (value) => (value !== null && test(value) ? 1 : 0));
  }
}

/**
 * The fields of a product that listings need; `variants` holds four numbers for each: size, colour, price, set of
 * stores.
 */
export type ProductEntry = {
  id: string;
  categoryId: string | null;
  createdAt: number;
  currency: string;
  variants: number[];
};
const perVariant = 4;

export type CatalogueSnapshot = {
  products: Map<number, ProductEntry>;
  sizes: ValueIndex<string>;
  colours: ValueIndex<string>;
  /** Sets of stores in which an item is available. */
  stores: ValueIndex<string[]>;
};

export type ListingFilters = {
  sizes?: string[] | undefined;
  colours?: string[] | undefined;
  priceFrom?: number | undefined;
  priceTo?: number | undefined;
  /** Id of the store in which an item must be available. */
  storeId?: string | undefined;
};

/** A product that passes: its lowest price among the variants that do. */
export type ProductMatch = { number: number; id: string; score: number; createdAt: number; lowest: number };

/** Counts products by small numbers, each product once however many of its variants have a value. */
class Tally {
  readonly counts: number[] = [];
  readonly #last: number[] = [];

  /** False when the product was counted here just before. */
  add(key: number, product: number): boolean {
    if (this.#last[key] === product) return false;
    this.#last[key] = product;
    this.counts[key] = (this.counts[key] ?? 0) + 1;
    return true;
  }
}

export type FilterResult = {
  found: ProductMatch[];
  categories: Map<string, number>;
  sizes: Map<string, number>;
  colours: Map<string, number>;
  stores: Map<string, number>;
  price: { min: number; max: number; currency: string } | null;
};

const toNamedCounts = ({ counts }: Tally, values: readonly (string | null)[]) =>
  new Map(Object.entries(counts).map(([number, count]) => [values[Number(number)] ?? "", count]));

/**
 * Matches products with a listing's filters: a product is found when one of its variants passes all of them, and each
 * facet is counted as if its own filter were not set. `candidates` yields product numbers with their scores; unknown
 * numbers are left out.
 */
export function filterProducts(
  shelf: CatalogueSnapshot,
  candidates: Iterable<readonly [number, number]>,
  filters: ListingFilters,
): FilterResult {
  const { sizes, colours, stores } = shelf;
  const sizePasses = filters.sizes?.length ? sizes.passing((s) => filters.sizes?.includes(s) ?? true) : null;
  const colourPasses = filters.colours?.length ? colours.passing((c) => filters.colours?.includes(c) ?? true) : null;
  const storePasses =
    filters.storeId === undefined ? null : stores.passing((set) => set.includes(filters.storeId ?? ""));
  const from = filters.priceFrom ?? 0;
  const to = filters.priceTo ?? Number.POSITIVE_INFINITY;
  const found: ProductMatch[] = [];
  const categories = new Map<string, number>();
  const bySize = new Tally();
  const byColour = new Tally();
  const bySet = new Tally();
  const byStore = new Tally();
  const names = new ValueIndex<string>((id) => id);
  // A set's stores as numbers, computed once however many variants belong to it.
  const storesOf = stores.values.map((set) => set?.map((id) => names.numberOf(id)) ?? []);
  let min = Number.POSITIVE_INFINITY;
  let max = -1;
  let currency = "";
  for (const [number, score] of candidates) {
    const product = shelf.products.get(number);
    if (!product) continue;
    const { variants } = product;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < variants.length; at += perVariant) {
      const size = variants[at] ?? 0;
      const colour = variants[at + 1] ?? 0;
      const price = variants[at + 2] ?? 0;
      const set = variants[at + 3] ?? 0;
      const failed =
        (sizePasses && !sizePasses[size] ? 1 : 0) +
        (colourPasses && !colourPasses[colour] ? 2 : 0) +
        (price < from || price > to ? 4 : 0) +
        (storePasses && !storePasses[set] ? 8 : 0);
      if (failed === 0 && price < lowest) lowest = price;
      if (size !== 0 && (failed & ~1) === 0) bySize.add(size, number);
      if (colour !== 0 && (failed & ~2) === 0) byColour.add(colour, number);
      if ((failed & ~4) === 0) {
        if (price < min) min = price;
        if (price > max) max = price;
        if (currency === "" || product.currency < currency) currency = product.currency;
      }
      if (set !== 0 && (failed & ~8) === 0 && bySet.add(set, number))
        for (const store of storesOf[set] ?? []) byStore.add(store, number);
    }
    if (lowest === Number.POSITIVE_INFINITY) continue;
    found.push({ number, id: product.id, score, createdAt: product.createdAt, lowest });
    if (product.categoryId) categories.set(product.categoryId, (categories.get(product.categoryId) ?? 0) + 1);
  }
  return {
    found,
    categories,
    sizes: toNamedCounts(bySize, sizes.values),
    colours: toNamedCounts(byColour, colours.values),
    stores: toNamedCounts(byStore, names.values),
    price: max < 0 ? null : { min, max, currency },
  };
}
