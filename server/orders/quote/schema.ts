import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { FulfilmentKind, FulfilmentMethod } from "@/server/cart/schema";

import type { Money } from "@/server/platform/money";

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
  kind: FulfilmentKind;
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

const line = (max: number) => z.string().trim().max(max);
export const countrySchema = z.string().regex(/^[A-Z]{2}$/);

export const addressSchema = z.strictObject({
  line1: line(120),
  line2: line(120),
  city: line(80),
  postcode: line(20),
  country: countrySchema,
});

export const draftSchema = z.strictObject({
  name: line(80),
  email: line(254),
  phone: line(60),
  address: addressSchema.nullable(),
});
export type DraftInput = z.infer<typeof draftSchema>;

export const quoteSchema = z.strictObject({ country: countrySchema.optional() });
