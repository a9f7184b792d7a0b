import { z } from "zod";

/** As `signLink` makes it. */
const signature = z.string().regex(/^[\w-]{22}$/);
export const linkedOrderSchema = z.strictObject({ orderId: z.uuid(), signature });
export type LinkedOrderInput = z.infer<typeof linkedOrderSchema>;
export const linkedPickupSchema = z.strictObject({ pickupId: z.uuid(), signature });
export type LinkedPickupInput = z.infer<typeof linkedPickupSchema>;
