import type { DemoProduct } from "./garments/garment";

/** A number in [0, 1) that is always the same for the same text (FNV-1a). */
export function chance(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) / 4_294_967_296;
}

/** Stock of each store relative to Nizami St. */
const share: Record<string, number> = { nizami: 1, port: 0.8, tbilisi: 0.7, berlin: 0.6, london: 0.6 };

/** The stock that the README and the journeys rely on. */
const told: Record<string, Record<string, Record<string, number>>> = {
  "nizami-linen-shirt/fog": {
    XS: { nizami: 1, tbilisi: 2 },
    S: { nizami: 3, port: 1, london: 1 },
    M: { nizami: 2, port: 1, tbilisi: 4, london: 2 },
    L: { nizami: 3, port: 2, berlin: 1 },
    XL: {},
  },
};

type StockPlace = { colour: string; size: string; store: string };

/** Quantity of a variant in a store of the demo: differs by store, with some last items, some sold out everywhere. */
export function demoStock(product: DemoProduct, { colour, size, store }: StockPlace): number {
  const fixed = told[`${product.slug}/${colour}`]?.[size];
  if (fixed) return fixed[store] ?? 0;
  const variant = `${product.slug}/${colour}/${size}`;
  if (chance(`gone ${variant}`) < 0.06) return 0;
  const roll = chance(`${variant} in ${store}`);
  if (roll > 0.45 + 0.45 * (share[store] ?? 0.5)) return 0;
  if (roll < 0.16) return 1;
  return 2 + Math.floor(chance(`${store} has ${variant}`) * 6 * (share[store] ?? 0.5));
}
