import type { ImportedVariant } from "../rules";

/** What matching needs of a stored variant. */
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
  /** Each imported variant with the stored one that it is, or null when it is new. */
  pairs: { incoming: ImportedVariant; stored: StoredVariant | null }[];
  /** Stored variants that the file no longer names. */
  left: StoredVariant[];
};

const key = (options: readonly string[]) => JSON.stringify(options);

/** Finds each imported variant among the stored ones of its product: by SKU first, then by its option values. */
export function matchVariants(stored: StoredVariant[], incoming: ImportedVariant[]): Matching {
  const free = new Map(stored.map((v) => [v.id, v]));
  const bySku = new Map(stored.flatMap((v) => (v.sku === null ? [] : [[v.sku, v] as const])));
  const found = new Map<ImportedVariant, StoredVariant>();
  const take = (variant: ImportedVariant, match: StoredVariant | undefined) => {
    if (match && free.delete(match.id)) found.set(variant, match);
  };
  for (const variant of incoming) if (variant.sku !== null) take(variant, bySku.get(variant.sku));
  const byOptions = new Map([...free.values()].map((v) => [key([v.option1, v.option2, v.option3]), v]));
  for (const variant of incoming) if (!found.has(variant)) take(variant, byOptions.get(key(variant.options)));
  return {
    pairs: incoming.map((variant) => ({ incoming: variant, stored: found.get(variant) ?? null })),
    left: [...free.values()],
  };
}

/** Whether two records agree in every field of `next`; arrays and texts in languages are compared by content. */
export function sameFields<T extends object>(stored: T, next: Partial<T>): boolean {
  return (Object.keys(next) as (keyof T)[]).every((field) => canonical(stored[field]) === canonical(next[field]));
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
