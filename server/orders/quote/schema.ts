import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { Money } from "@/server/platform/money";
import type { Address } from "../schema";

/** How a line reaches its buyer. `counter`: taken along from the tablet's store now. */
export type FulfilmentMethod = { kind: "deliver" } | { kind: "pickup"; storeId: string } | { kind: "counter" };

export type QuoteProblem =
  | "OUT_OF_STOCK"
  | "UNKNOWN_VARIANT"
  | "STORE_CLOSED"
  | "NO_DELIVERY"
  | "OTHER_CURRENCY"
  | "NO_VAT_RATE";

export type QuoteLine = {
  lineKey: string | null;
  variantId: string;
  title: LocalisedText;
  option: string;
  quantity: number;
  price: Money;
  total: Money;
  way: FulfilmentMethod;
  problem: QuoteProblem | null;
  /** Quantity available by this fulfilment method; for a delivery, in all stores together. */
  available: number;
};

/** Lines that reach the buyer together. */
export type QuoteGroup = {
  kind: "delivery" | "pickup" | "counter";
  /** The store of collection or sale; null for a delivery. */
  store: { id: string; name: string; address: string; timeZone: string } | null;
  /** Positions in `lines`. */
  lines: number[];
  /** When a pickup is ready. */
  promisedAt: string | null;
};

/** What exactly these lines, fulfilment methods and country cost. */
export type Quote = {
  lines: QuoteLine[];
  groups: QuoteGroup[];
  goods: Money;
  delivery: Money;
  /** Above this the delivery is free; null without a delivery, or where it is never free. */
  freeDeliveryFrom: Money | null;
  total: Money;
  /** The card minimum: a smaller total, unless zero, is paid in cash. */
  cardFrom: Money;
  vat: { country: string; rateBp: number; amount: Money }[];
  /** The country of deliveries, ISO 3166; the shop's own until an address is given. */
  country: string;
  /** Stands for everything the buyer agrees to; `place` refuses another one with QUOTE_CHANGED. */
  hash: string;
  /** No line has a problem, and there is at least one line. */
  payable: boolean;
};

/** A shopper's checkout draft, from any device; also a row of the shopper's scope (entity `checkout`). */
export type CheckoutDraft = { name: string; email: string; phone: string; address: Address | null; updatedAt: string };

export type CheckoutSession = {
  orderId: string;
  number: number;
  total: Money;
  /** The hosted page to pay on; null when it is paid at the register, or nothing is to be paid. */
  url: string | null;
  /** Until when the items are held unpaid. */
  expiresAt: string;
};

const line = (max: number) => z.string().trim().max(max);
const country = z.string().regex(/^[A-Z]{2}$/);

const addressSchema = z.strictObject({
  line1: line(120),
  line2: line(120),
  city: line(80),
  postcode: line(20),
  country,
});

export const draftSchema = z.strictObject({
  name: line(80),
  email: line(254),
  phone: line(60),
  address: addressSchema.nullable(),
});
export type DraftInput = z.infer<typeof draftSchema>;

export const quoteSchema = z.strictObject({ country: country.optional() });

export const placeSchema = z.strictObject({
  /** Idempotency key: the same key gives the same order. */
  key: z.uuid(),
  quoteHash: z.string().length(64),
  contact: draftSchema,
});
export type PlaceInput = z.infer<typeof placeSchema>;

const registerMethodSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("deliver") }),
  z.strictObject({ kind: z.literal("pickup"), storeId: z.uuid() }),
  z.strictObject({ kind: z.literal("counter") }),
]);

/** What a tablet sells: scanned items, or lines of the cart of a customer in assistance. */
const saleLinesSchema = z
  .array(
    z.strictObject({
      variantId: z.uuid(),
      quantity: z.number().int().min(1).max(99),
      way: registerMethodSchema,
      lineKey: z.string().max(100).optional(),
    }),
  )
  .min(1)
  .max(50);

export const saleQuoteSchema = z.strictObject({
  lines: saleLinesSchema,
  /** The customer whose cart it is; needs a running consent. Null for an anonymous buyer. */
  shopperId: z.uuid().nullable(),
  country: country.optional(),
});
export type SaleQuoteInput = z.infer<typeof saleQuoteSchema>;

export const saleSchema = z.strictObject({
  ...saleQuoteSchema.shape,
  key: z.uuid(),
  quoteHash: z.string().length(64),
  method: z.enum(["card_online", "card_terminal", "cash"]),
  /** Needed only for a delivery or a pickup, and where the customer's own draft lacks it. */
  contact: draftSchema.nullable(),
});
export type SaleInput = z.infer<typeof saleSchema>;

export const checkoutReturnSchema = z.strictObject({ sessionId: z.string().regex(/^cs_\w{1,200}$/) });
