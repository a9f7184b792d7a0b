/** A cart line with today's price (minor units of `currency`). `storeId` null = delivered. */
export type CartLineView = {
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
