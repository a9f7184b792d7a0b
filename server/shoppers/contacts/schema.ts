import { z } from "zod";
import { sixDigitsSchema } from "../addresses/schema";

/** An e-mail address or a phone number as typed; the server parses it. */
export const typedAddressSchema = z.string().trim().min(3).max(254);

export const requestVerificationSchema = z.union([
  z.strictObject({ address: typedAddressSchema }),
  z.strictObject({ contactId: z.uuid() }),
]);
export type VerificationRequest = z.infer<typeof requestVerificationSchema>;

export const addContactSchema = z.strictObject({ address: typedAddressSchema, code: sixDigitsSchema });
export const changeContactSchema = z.strictObject({
  id: z.uuid(),
  address: typedAddressSchema,
  oldCode: sixDigitsSchema,
  newCode: sixDigitsSchema,
});
/** `code` was sent to the primary contact of that kind; a contact that is not primary is removed without. */
export const removeContactSchema = z.strictObject({ id: z.uuid(), code: sixDigitsSchema.nullable() });
export const primaryContactSchema = z.strictObject({ id: z.uuid(), code: sixDigitsSchema });

type ContactKind = "email" | "phone";
export type ContactView = { id: string; kind: ContactKind; value: string; primary: boolean; since: string };

/** The outcome for a verified address. `owned`: it opens another account, and nothing was changed. */
export type ContactOutcome = { outcome: "done" | "owned" };

/** The sign-in methods of this installation. */
export type SignInMethods = { email: boolean; sms: boolean; google: boolean; demo: boolean };
