import { z } from "zod";
import { sixDigitsSchema } from "@/server/shoppers/addresses/schema";
import type { OrderRow } from "../schema";

const orderContactFields = {
  /** The order's number, as in the mail. */
  number: z.number().int().min(1).max(2_147_483_647),
  /** The e-mail address or phone number of the order. */
  address: z.string().trim().min(3).max(254),
};
export const guestAccessSchema = z.strictObject(orderContactFields);
export type GuestAccessInput = z.infer<typeof guestAccessSchema>;
export const openGuestSessionSchema = z.strictObject({ ...orderContactFields, code: sixDigitsSchema });
export type OpenGuestSessionInput = z.infer<typeof openGuestSessionSchema>;

/** An order that a browser may read for a while, with the server's clock. */
export type GuestOrder = { order: OrderRow; until: string; now: string };
