import { z } from "zod";
import { sixDigitsSchema } from "../rules";

/** What the card's QR holds: a prefix that tells it from other codes, and a secret for one use. */
export const cardPrefix = "selvedge:card:";

export const openClientSchema = z.union([
  z.strictObject({
    card: z
      .string()
      .startsWith(cardPrefix)
      .max(60)
      .transform((text) => text.slice(cardPrefix.length)),
  }),
  z.strictObject({ code: sixDigitsSchema }),
]);
export type OpenClient = z.infer<typeof openClientSchema>;
export const grantIdSchema = z.strictObject({ grantId: z.uuid() });

/** Entity `grant` in a shopper's scope: who in a store can see the bag now. */
export type GrantRow = { grantId: string; storeName: string; consultant: string; since: string };

export type HelpCode = { value: string; expiresAt: string };

/** The client a tablet helps now; `scopeId` is the sync scope of cart and favourites. */
export type ClientView = { grantId: string; scopeId: string; name: string; account: boolean; since: string };
