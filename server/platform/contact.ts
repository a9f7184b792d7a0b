import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** How a person is reached, normalised: an e-mail address in lower case, or a phone number as E.164. */
export type Address = { kind: "email" | "phone"; value: string };

/** Types of numbers that receive text messages; never a premium, shared-cost or fixed line. */
export const smsNumberTypes: string[] = ["MOBILE", "FIXED_LINE_OR_MOBILE"];

/** Whether a text message may be sent to this E.164 number. */
export const canReceiveSms = (phone: string): boolean =>
  smsNumberTypes.includes(parsePhoneNumberFromString(phone)?.getType() ?? "");

/** An address of which only enough is shown for its owner to recognise it: `l•••@example.com`, `+994 ••• 56`. */
export function maskAddress({ kind, value }: Address): string {
  if (kind === "phone") return `${value.slice(0, 4)} ••• ${value.slice(-2)}`;
  const at = value.lastIndexOf("@");
  return `${value.slice(0, 1)}•••${value.slice(at)}`;
}
