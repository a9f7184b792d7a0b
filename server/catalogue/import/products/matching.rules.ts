import type { ImportedVariant } from "./rules";

/** The fields of a stored variant that matching needs. */
export type StoredVariant = {
  id: string;
  sku: string | null;
  barcode: string | null;
  option1: string;
  option2: string;
  option3: string;
  size: string | null;
  colourKey: string | null;
  priceMinor: number;
  compareAtMinor: number | null;
  currency: string;
  position: number;
  active: boolean;
};

export type Matching = {
  /** Each imported variant with its stored one, or null when it is new. */
  pairs: { incoming: ImportedVariant; stored: StoredVariant | null }[];
  /** Stored variants that the file no longer names. */
  left: StoredVariant[];
};

const toOptionsKey = (options: readonly string[]) => JSON.stringify(options);

/** Values by the keys that are unique among them. */
function indexUnique<T>(values: T[], keyOf: (value: T) => string | null | undefined): Map<string, T> {
  const found = new Map<string, T | null>();
  for (const value of values) {
    const name = keyOf(value);
    if (name) found.set(name, found.has(name) ? null : value);
  }
  return new Map([...found].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

/**
 * Finds each imported variant among the stored ones of its product: by SKU and option values together, then by a SKU
 * that is unique on both sides, then by option values. A repeated SKU alone does not match.
 */
export function matchVariants(stored: StoredVariant[], incoming: ImportedVariant[]): Matching {
  const free = new Map(stored.map((v) => [v.id, v]));
  const found = new Map<ImportedVariant, StoredVariant>();
  const take = (variant: ImportedVariant, match: StoredVariant | undefined) => {
    if (match && free.delete(match.id)) found.set(variant, match);
  };
  const byOptions = new Map(stored.map((v) => [toOptionsKey([v.option1, v.option2, v.option3]), v]));
  for (const variant of incoming) {
    const match = byOptions.get(toOptionsKey(variant.options));
    if (match && match.sku === variant.sku) take(variant, match);
  }
  const bySku = indexUnique(stored, (v) => v.sku);
  for (const [sku, variant] of indexUnique(incoming, (v) => v.sku))
    if (!found.has(variant)) take(variant, bySku.get(sku));
  for (const variant of incoming) if (!found.has(variant)) take(variant, byOptions.get(toOptionsKey(variant.options)));
  return {
    pairs: incoming.map((variant) => ({ incoming: variant, stored: found.get(variant) ?? null })),
    left: [...free.values()],
  };
}

/** Whether two records agree in every field of `next`; arrays and localised texts are compared by content. */
export function hasSameFields<T extends object>(stored: T, next: Partial<T>): boolean {
  return (Object.keys(next) as (keyof T)[]).every((field) => toCanonical(stored[field]) === toCanonical(next[field]));
}

function toCanonical(value: unknown): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
