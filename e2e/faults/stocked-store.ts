import { makeProduct, makeStore, stock } from "@/server/testing/factories";

/** A store that is always open, with one product of `sizes` variants, `pieces` of each. */
export async function createStockedStore(
  quantity: number,
  sizes = 1,
  storeInput: Parameters<typeof makeStore>[0] = {},
) {
  const store = await makeStore({ name: "Fault St.", ...storeInput });
  const product = await makeProduct(Array.from({ length: sizes }, (_, i) => `size ${i + 1}`));
  const variants = product.variants.map((v) => v.id);
  for (const variantId of variants) await stock(variantId, store.id, quantity);
  return { storeId: store.id, store, variants, variantId: variants[0] ?? "" };
}
