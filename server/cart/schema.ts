import type { By } from "@/server/sync/schema";

/** Limits of a cart; apart from the Zod schemas, so that the browser's bundle stays without Zod. */
export const maxQuantity = 99;
export const maxLines = 100;

/** A cart line with today's price (minor units of `currency`). `storeId` null = delivered. */
export type CartLineView = {
  lineKey: string;
  variantId: string;
  storeId: string | null;
  quantity: number;
  priceMinor: number;
  /** The price when it was added. */
  priceSeenMinor: number;
  currency: string;
  /** False when it is no longer sold. */
  active: boolean;
};

/** A cart at a version of its shopper's scope. */
export type CartView = { version: number; lines: CartLineView[] };

/** How a line reaches its buyer, from cart to order. `in_store`: taken along from the tablet's store at once. */
export type FulfilmentMethod = { kind: "deliver" } | { kind: "pickup"; storeId: string } | { kind: "in_store" };
export type FulfilmentKind = FulfilmentMethod["kind"];
/** Those that a cart holds. */
export type CartFulfilment = Exclude<FulfilmentMethod, { kind: "in_store" }>;

/** A cart line in changes and in the browser's store. Quantity 0 = a tombstone (never in a change). */
export type CartLineRow = {
  lineKey: string;
  variantId: string;
  fulfilment: CartFulfilment;
  quantity: number;
  /** The price when it was added; null only in a browser that does not know it yet. */
  priceSeenMinor: number | null;
  currency: string | null;
  /** The version of the scope that changed it last; 0 when it is only in the device's own queue. */
  version: number;
  clientId: string | null;
  by: By;
  /** When this line last came to life, and by which client: an older remove did not see it. */
  bornVersion: number;
  bornClientId: string | null;
};
