import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";

/**
 * How somebody may be reached, in one form: an e-mail address in lower case, or a phone number as E.164 (`country`, ISO
 * 3166, for numbers written without a country code). Null when the text is neither.
 */
export function contactOf(text: string, country: string): string | null {
  const given = text.trim();
  if (given.includes("@")) {
    const email = z.email().max(254).safeParse(given.toLowerCase());
    return email.success ? email.data : null;
  }
  const phone = parsePhoneNumberFromString(given, country as CountryCode);
  return phone?.isValid() ? phone.number : null;
}
