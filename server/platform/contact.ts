import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** How somebody is reached, in one form: an e-mail address in lower case, or a phone number as E.164. */
export type Address = { kind: "email" | "phone"; value: string };

/** Kinds of numbers that take text messages; never a premium, shared-cost or land line. */
export const smsNumberTypes: string[] = ["MOBILE", "FIXED_LINE_OR_MOBILE"];

/** Whether a text message may go to this E.164 number. */
export const canReceiveSms = (phone: string): boolean =>
  smsNumberTypes.includes(parsePhoneNumberFromString(phone)?.getType() ?? "");

/** An address of which only enough is left for its owner to know it by: `l•••@example.com`, `+994 ••• 56`. */
export function maskAddress({ kind, value }: Address): string {
  if (kind === "phone") return `${value.slice(0, 4)} ••• ${value.slice(-2)}`;
  const at = value.lastIndexOf("@");
  return `${value.slice(0, 1)}•••${value.slice(at)}`;
}
