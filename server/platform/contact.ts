import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";

/** How somebody is reached, in one form: an e-mail address in lower case, or a phone number as E.164. */
export type Address = { kind: "email" | "phone"; value: string };

const emailForm = z.email().max(254);
/** As people write numbers; letters, extensions and the digits of other scripts are refused. */
const phoneForm = /^\+?[\d\s().\-/]{5,30}$/;

function phoneOf(given: string, country: string) {
  if (!phoneForm.test(given)) return null;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const phone = parsePhoneNumberFromString(given, { ...(home ? { defaultCountry: home } : {}), extract: false });
  return phone?.isValid() ? phone : null;
}

/**
 * The address that `text` means (`country`, ISO 3166, for numbers written without a country code), or null. Space and case
 * are folded. E-mail is ASCII with one plain "@": a homoglyph, a quoted local part or a second address inside is refused.
 */
export function addressOf(text: string, country: string): Address | null {
  const given = text.trim();
  if (given.includes("@")) {
    const email = emailForm.safeParse(given.toLowerCase());
    return email.success ? { kind: "email", value: email.data } : null;
  }
  const phone = phoneOf(given, country);
  return phone ? { kind: "phone", value: phone.number } : null;
}

/** The same as text alone, for who only has to be reached. */
export const contactOf = (text: string, country: string): string | null => addressOf(text, country)?.value ?? null;

/** Whether a text message may go to this E.164 number: a mobile; never a premium, shared-cost or land line. */
export function takesTexts(phone: string): boolean {
  const type = parsePhoneNumberFromString(phone)?.getType();
  return type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE";
}

/** An address of which only enough is left for its owner to know it by: `l•••@example.com`, `+994 ••• 56`. */
export function masked({ kind, value }: Address): string {
  if (kind === "phone") return `${value.slice(0, 4)} ••• ${value.slice(-2)}`;
  const at = value.lastIndexOf("@");
  return `${value.slice(0, 1)}•••${value.slice(at)}`;
}
