import { cleanContact } from "@/server/shoppers/addresses/rules";

export type NumberChoice = { country: string; number: string };

/** The typed number in international format for each country; the number metadata are loaded on demand. */
export async function listNumberChoices(typed: string, countries: string[]): Promise<NumberChoice[]> {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  return countries.flatMap((country) => {
    // One argument only: `map` would pass its index as metadata.
    if (!isSupportedCountry(country)) return [];
    const number = parsePhoneNumberFromString(cleanContact(typed), country)?.formatInternational();
    return number ? [{ country, number }] : [];
  });
}
