import { z } from "zod";
import { handOverSchema } from "../pickup/schema";

/** A reserved pickup that is paid at hand-over. */
export const sellPickupSchema = z.strictObject({
  ...handOverSchema.shape,
  method: z.enum(["card_online", "card_terminal", "cash"]),
});
export type SellPickup = z.infer<typeof sellPickupSchema>;
