/** Limits of a cart; here and not beside the Zod schemas, so that the browser's bundle stays without Zod. */
export const maxQuantity = 99;
export const maxLines = 100;

/** A cart line with today's price (minor units of `currency`). `storeId` null = delivered. */
type CartLineView = {
  lineKey: string;
  variantId: string;
  storeId: string | null;
  quantity: number;
  priceMinor: number;
  /** The price when it was put in. */
  priceSeenMinor: number;
  currency: string;
  /** False when it is no longer sold. */
  active: boolean;
};

/** A cart at a version of its shopper's scope. */
export type CartView = { version: number; lines: CartLineView[] };
