import { z } from "zod";
import { handOverSchema } from "../pickup/schema";
import type { MissingField } from "../quote/rules";
import { countrySchema, draftSchema } from "../quote/schema";
import type { OrderRow } from "../schema";

const registerMethodSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("deliver") }),
  z.strictObject({ kind: z.literal("pickup"), storeId: z.uuid() }),
  z.strictObject({ kind: z.literal("in_store") }),
  // What a tablet loaded before the method was renamed still sends.
  z.strictObject({ kind: z.literal("counter").transform(() => "in_store" as const) }),
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
  country: countrySchema.optional(),
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

/** A reserved pickup that is paid at hand-over. */
export const sellPickupSchema = z.strictObject({
  ...handOverSchema.shape,
  method: z.enum(["card_online", "card_terminal", "cash"]),
});
export type SellPickup = z.infer<typeof sellPickupSchema>;

/** An order as the tablet that sold it sees it, with the signature of its receipt's link. */
export type SaleRow = OrderRow & { signature: string };

export const saleCustomerSchema = z.strictObject({ shopperId: z.uuid() });

/** What a customer's own devices know of the recipient, as the tablet may show it. */
export type SaleContact = {
  /** "Leyla H." */
  name: string;
  /** Masked. */
  contact: string;
  city: string;
  country: string | null;
  /** The missing fields, for items that are collected or delivered. */
  missing: MissingField[];
};
