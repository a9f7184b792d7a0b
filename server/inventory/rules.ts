import type { ItemQuantity } from "./schema";

/** Sums quantities of the same variant and sorts by variant: the order in which stock is locked. */
export function sumByVariant(items: ItemQuantity[]): ItemQuantity[] {
  const sums = new Map<string, number>();
  for (const { variantId, quantity } of items) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  return [...sums]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

/** Preparing a pickup takes the store's own minutes plus this much for each item queued before it. */
const minutesPerQueuedItem = 3;

/** Open minutes from now until a new pickup is ready, given the items queued before it. */
export const getPreparationMinutes = (pickupMinutes: number, queuedItems: number): number =>
  pickupMinutes + queuedItems * minutesPerQueuedItem;
