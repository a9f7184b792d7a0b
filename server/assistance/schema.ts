import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import { parseCode } from "@/server/platform/code";
import { sixDigitsSchema } from "@/server/shoppers/addresses/schema";

/** The content of the card's QR code; becomes its secret for one use. */
const cardSchema = z
  .string()
  .max(80)
  .transform((text) => {
    const read = parseCode(text);
    return read.kind === "card" ? read.secret : null;
  })
  .pipe(z.string());

export const openAssistanceSchema = z.union([
  z.strictObject({ card: cardSchema }),
  z.strictObject({ code: sixDigitsSchema }),
]);
export type OpenAssistanceInput = z.infer<typeof openAssistanceSchema>;
export const grantIdSchema = z.strictObject({ grantId: z.uuid() });

/** Entity `grant` in a shopper's scope: who in a store can see the cart now. */
export type GrantRow = { grantId: string; storeName: string; consultant: string; since: string };

export type HelpCode = { value: string; expiresAt: string };

/** The customer whom a tablet assists now; `scopeId` is the sync scope of cart and favourites. */
export type AssistedShopper = { grantId: string; scopeId: string; name: string; account: boolean; since: string };

/** A canary phone number in its international form. */
export const canarySchema = z.strictObject({ phone: z.string().trim().min(5).max(60) });

/** An item that the customer bought, as the assisting consultant may see it. */
export type PurchasedItem = { variantId: string; title: LocalisedText; options: string; at: string; storeName: string };
