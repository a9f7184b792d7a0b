import { z } from "zod";
import { sixDigitsSchema } from "../addresses/schema";
import { typedAddressSchema } from "../contacts/schema";
import { deviceSchema } from "../schema";

export const requestCodeSchema = z.strictObject({ address: typedAddressSchema });
export const codeSignInSchema = z.strictObject({
  address: typedAddressSchema,
  code: sixDigitsSchema,
  device: deviceSchema,
});
export const nameSchema = z.strictObject({ name: z.string().trim().max(80) });
export const deviceIdSchema = z.strictObject({ id: z.uuid() });

/** One browser in the account's list. */
export type DeviceView = {
  id: string;
  kind: "phone" | "laptop" | "tablet";
  label: string;
  access: "full" | "linked";
  lastSeenAt: string;
  current: boolean;
};
