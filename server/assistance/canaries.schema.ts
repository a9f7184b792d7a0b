import { z } from "zod";

/** A bait number in its international form. */
export const canarySchema = z.strictObject({ phone: z.string().trim().min(5).max(60) });
