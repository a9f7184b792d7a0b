import { makeProduct, makeStore, stock } from "@/server/testing/factories";

/** A store that is always open, with one product of `sizes` variants, `pieces` of each. */
export async function shelf(pieces: number, sizes = 1, given: Parameters<typeof makeStore>[0] = {}) {
  const store = await makeStore({ name: "Fault St.", ...given });
  const product = await makeProduct(Array.from({ length: sizes }, (_, i) => `size ${i + 1}`));
  const variants = product.variants.map((v) => v.id);
  for (const variantId of variants) await stock(variantId, store.id, pieces);
  return { storeId: store.id, store, variants, variantId: variants[0] ?? "" };
}
