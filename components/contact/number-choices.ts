import { cleanContact } from "@/server/shoppers/contacts/rules";

export type NumberChoice = { country: string; number: string };

/** The typed number as it is written from abroad, for each country; what knows all numbers is fetched only when needed. */
export async function listNumberChoices(typed: string, countries: string[]): Promise<NumberChoice[]> {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  return countries.flatMap((country) => {
    // Alone: what else a list hands over would be taken for the table of numbers.
    if (!isSupportedCountry(country)) return [];
    const number = parsePhoneNumberFromString(cleanContact(typed), country)?.formatInternational();
    return number ? [{ country, number }] : [];
  });
}
