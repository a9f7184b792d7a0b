import { compareSizes } from "@/server/catalogue/rules";
import type { ColourView, ProductVariant, ProductView } from "@/server/catalogue/schema";
import type { StoreAvailability } from "@/server/inventory/schema";

/** One thing to choose: a size, a colour, or whatever else a retailer's import names. */
export type Axis = {
  index: number;
  name: string;
  role: "size" | "colour" | "other";
  values: { value: string; colour: ColourView | null }[];
};
/** The chosen value of each axis by its index; null while open. */
export type ChosenValues = (string | null)[];

/** What there is to choose; of a product of one variant, what that is. */
export function listAxes({ variants, optionNames, colours }: ProductView): Axis[] {
  const most = Math.max(0, ...variants.map((v) => v.options.length));
  return Array.from({ length: most }, (_, index) => {
    const byValue = new Map(variants.map((v) => [v.options[index] ?? "", v] as const));
    const isSize = variants.every((v) => v.size !== null && v.size === v.options[index]);
    const isColour =
      !isSize &&
      variants.every((v) => v.colourKey !== null && byValue.get(v.options[index] ?? "")?.colourKey === v.colourKey);
    const values = [...byValue].map(([value, v]) => ({
      value,
      colour: isColour ? (colours.find((c) => c.key === v.colourKey) ?? null) : null,
    }));
    if (isSize) values.sort((a, b) => compareSizes(a.value, b.value));
    return {
      index,
      name: optionNames[index] ?? "",
      role: isSize ? "size" : isColour ? "colour" : "other",
      values,
    } as const;
  });
}

/** What is chosen at first: everything but a size that is really a choice. */
export function getInitialChoice(product: ProductView, colourKey?: string | null): ChosenValues {
  const start = product.variants.find((v) => v.colourKey === colourKey) ?? product.variants[0];
  return listAxes(product).map((axis) =>
    axis.role === "size" && axis.values.length > 1 ? null : (start?.options[axis.index] ?? null),
  );
}

const matchesChoice = (variant: ProductVariant, chosen: ChosenValues) =>
  chosen.every((value, i) => value === null || variant.options[i] === value);

/** The variant that is fully chosen, or null. */
export function findChosenVariant({ variants }: ProductView, chosen: ChosenValues): ProductVariant | null {
  if (variants.length === 1) return variants[0] ?? null;
  if (chosen.some((value) => value === null)) return null;
  return variants.find((v) => matchesChoice(v, chosen)) ?? null;
}

/** The variants that match the choice so far. */
export const listMatching = ({ variants }: ProductView, chosen: ChosenValues): ProductVariant[] =>
  variants.filter((v) => matchesChoice(v, chosen));

/** Whether a value, with everything else as chosen, can be had in some store. */
export function isAvailable(product: ProductView, chosen: ChosenValues, index: number, value: string): boolean {
  return listMatching(product, chosen.with(index, value)).some((v) => v.available);
}

/** The product with present stock; the page may be older. Without `stores` (not fetched, offline) unchanged. */
export function mergeStock(product: ProductView, stores: StoreAvailability[] | undefined): ProductView {
  if (!stores) return product;
  const isInStock = (id: string) => stores.some(({ pieces }) => (pieces[id] ?? 0) > 0);
  return { ...product, variants: product.variants.map((v) => ({ ...v, available: isInStock(v.variantId) })) };
}
