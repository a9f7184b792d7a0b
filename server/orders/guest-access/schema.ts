import { z } from "zod";
import { sixDigitsSchema } from "@/server/shoppers/rules";
import type { OrderRow } from "../schema";

const which = {
  /** The order's number, as it stands in the mail. */
  number: z.number().int().min(1).max(2_147_483_647),
  /** The e-mail address or phone number that was left with it. */
  address: z.string().trim().min(3).max(254),
};
export const lookUpSchema = z.strictObject(which);
export type LookUp = z.infer<typeof lookUpSchema>;
export const openSchema = z.strictObject({ ...which, code: sixDigitsSchema });
export type OpenLookUp = z.infer<typeof openSchema>;

/** The order that a browser may look at for a while, with the server's clock. */
export type Looked = { order: OrderRow; until: string; now: string };
