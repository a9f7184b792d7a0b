import { z } from "zod";

export const availabilitySchema = z.strictObject({ productId: z.uuid() });

/** What one store has of a product, and when it would be ready. */
export type StoreAvailability = {
  storeId: string;
  /** Free quantity by variant; a variant the store has never had is absent. */
  pieces: Record<string, number>;
  /** When a reservation made now would be ready; null when the store does not open. */
  promisedAt: string | null;
  /** When a reservation made now would end unless extended. */
  heldUntil: string | null;
};
/** A product's stock in every store, in the retailer's order, at the time of the check by the server's clock. */
export type Availability = { checkedAt: string; stores: StoreAvailability[] };

export const storeAvailabilitySchema = z.strictObject({ storeId: z.uuid(), variantIds: z.array(z.uuid()).max(100) });
/** What one store has of several variants, at the time of the check by the server's clock. */
export type CheckedStoreAvailability = StoreAvailability & { checkedAt: string };

/** A quantity of one variant. */
export type ItemQuantity = { variantId: string; quantity: number };
