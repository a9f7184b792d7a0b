import { z } from "zod";
import type { Money } from "@/server/platform/money";
import { addressSchema, draftSchema } from "../quote/schema";
import type { Address } from "../schema";

/** A shopper's checkout draft, from any device; also a row of the shopper's scope (entity `checkout`). */
export type CheckoutDraft = { name: string; email: string; phone: string; address: Address | null; updatedAt: string };

/** The fields that were typed since the last save; the others stay as another device may have left them. */
export const draftChangeSchema = z.strictObject({
  ...draftSchema.partial().shape,
  address: addressSchema.partial().required({ country: true }).nullable().optional(),
});
export type DraftChange = z.infer<typeof draftChangeSchema>;
export type AddressChange = NonNullable<DraftChange["address"]>;

export type CheckoutSession = {
  orderId: string;
  number: number;
  total: Money;
  /** The hosted page to pay on; null when it is paid at the register, or nothing is to be paid. */
  url: string | null;
  /** Until when the items are held unpaid. */
  expiresAt: string;
};

export const placeSchema = z.strictObject({
  /** Idempotency key: the same key gives the same order. */
  key: z.uuid(),
  quoteHash: z.string().length(64),
  contact: draftSchema,
});
export type PlaceInput = z.infer<typeof placeSchema>;

export const checkoutReturnSchema = z.strictObject({ sessionId: z.string().regex(/^cs_\w{1,200}$/) });
