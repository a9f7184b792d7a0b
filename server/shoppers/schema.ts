import { z } from "zod";

export const deviceSchema = z.strictObject({
  kind: z.enum(["phone", "laptop", "tablet"]),
  /** The device's name in the shopper's list of devices, e.g. "Chrome, Android". */
  label: z.string().trim().max(60).default(""),
});
export type DeviceInput = z.infer<typeof deviceSchema>;

/** 128 random bits from the browser, URL-safe base64: the same in all its first requests. */
const nonceSchema = z.string().regex(/^[A-Za-z0-9_-]{22,43}$/);

export const createGuestSchema = z.strictObject({ nonce: nonceSchema, device: deviceSchema });
export const acceptInvitationSchema = z.strictObject({
  secret: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  nonce: nonceSchema,
  device: deviceSchema,
});

/** The shopper, as the browser may know it. */
export type WhoAmI =
  | { kind: "anonymous" }
  | {
      kind: "guest" | "linked" | "customer";
      /** Also the id of the sync scope. */
      shopperId: string;
      deviceId: string;
      guestId: string | null;
      name: string;
      email: string | null;
      phone: string | null;
    };

export type Invitation = { secret: string; url: string; expiresAt: string };
