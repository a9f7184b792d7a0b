import { z } from "zod";

const base64url = z
  .string()
  .max(16_000)
  .regex(/^[A-Za-z0-9_-]+$/);
const common = {
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional(),
  clientExtensionResults: z.record(z.string().max(40), z.unknown()).transform(() => ({})),
};
const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** A browser's response when it has created a passkey (WebAuthn's RegistrationResponseJSON). */
const registrationResponseSchema = z.strictObject({
  ...common,
  response: z.strictObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    authenticatorData: base64url.optional(),
    transports: z.array(z.enum(transports)).max(8).optional(),
    publicKeyAlgorithm: z.number().int().optional(),
    publicKey: base64url.optional(),
  }),
});

/** A browser's response when it has used a passkey (WebAuthn's AuthenticationResponseJSON). */
export const authenticationResponseSchema = z.strictObject({
  ...common,
  response: z.strictObject({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});

export const passkeyResponseSchema = z.union([registrationResponseSchema, authenticationResponseSchema]);
export const addPasskeySchema = z.strictObject({
  label: z.string().trim().max(60),
  response: registrationResponseSchema,
});
export const passkeyIdSchema = z.strictObject({ id: z.uuid() });
export type RegistrationResponse = z.infer<typeof registrationResponseSchema>;
export type AuthenticationResponse = z.infer<typeof authenticationResponseSchema>;

/** One passkey in its owner's list. */
export type PasskeyView = {
  id: string;
  label: string;
  createdAt: string;
  lastUsedAt: string | null;
  /** Synced across devices by a service, instead of bound to one device. */
  synced: boolean;
  /** Whether this session was opened with it. */
  current: boolean;
};
