import type { ItemQuantity } from "./schema";

/** Sums pieces of the same variant and sorts by variant: the order in which stock is locked. */
export function sumByVariant(items: ItemQuantity[]): ItemQuantity[] {
  const sums = new Map<string, number>();
  for (const { variantId, quantity } of items) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  return [...sums]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

/** Preparing a pick-up takes the store's own minutes plus this much for each piece that waits before it. */
const minutesPerQueuedItem = 3;

/** Open minutes from now until a new pick-up is ready, given the pieces that wait before it. */
export const getPreparationMinutes = (pickupMinutes: number, queuedItems: number): number =>
  pickupMinutes + queuedItems * minutesPerQueuedItem;
