import { z } from "zod";
import { cutText } from "@/server/platform/text";

/** The claims of Google's ID token that are used. */
export const googleProfileSchema = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254),
  email_verified: z.boolean(),
  name: z
    .string()
    .trim()
    .transform((name) => cutText(name, 80))
    .optional(),
});
export type GoogleProfile = z.infer<typeof googleProfileSchema>;
