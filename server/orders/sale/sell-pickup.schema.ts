import { z } from "zod";
import { handOverSchema } from "../pickup/schema";

/** A reserved pick-up that is paid at its hand-over. */
export const sellPickupSchema = z.strictObject({
  ...handOverSchema.shape,
  method: z.enum(["card_online", "card_terminal", "cash"]),
});
export type SellPickup = z.infer<typeof sellPickupSchema>;
