import { z } from "zod";
import { sixDigitsSchema } from "@/server/shoppers/addresses/schema";

export const eraseSchema = z.strictObject({ code: sixDigitsSchema });
/** Ids of shoppers of whom a device keeps a copy. */
export const erasedSchema = z.strictObject({ ids: z.array(z.uuid()).min(1).max(20) });

/** Where the code was sent, masked. */
export type ErasureRequest = { to: string };
