import { z } from "zod";

/** As `signatureOf` makes it. */
const signature = z.string().regex(/^[\w-]{22}$/);
export const sharedOrderSchema = z.strictObject({ orderId: z.uuid(), signature });
export type SharedOrder = z.infer<typeof sharedOrderSchema>;
export const sharedPickupSchema = z.strictObject({ pickupId: z.uuid(), signature });
export type SharedPickup = z.infer<typeof sharedPickupSchema>;
