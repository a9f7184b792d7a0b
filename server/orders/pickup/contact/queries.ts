import { eq } from "drizzle-orm";
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { shopper } from "@/db/schema/identity";
import { primaryContacts } from "@/server/identity/contacts/queries";
import { AppError } from "@/server/platform/errors";
import type { contactSchema } from "../schema";

type Contact = z.infer<typeof contactSchema>;

/** An e-mail address or a phone number in its one written form; null when it is neither. `country` is ISO 3166 alpha-2. */
function normaliseContact(text: string, country: string): string | null {
  const trimmed = text.trim();
  if (trimmed.includes("@")) return z.email().safeParse(trimmed).success ? trimmed.toLowerCase() : null;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const phone = parsePhoneNumberFromString(trimmed, home);
  return phone?.isPossible() ? phone.number : null;
}

/** Who to call when it is ready: what was given, else what the account knows. Throws CONTACT_NEEDED. */
export async function contactOf(
  tx: Tx,
  shopperId: string,
  given: Contact | undefined,
  country: string,
): Promise<{ contactName: string; contact: string }> {
  const [row] = await tx.select({ name: shopper.name }).from(shopper).where(eq(shopper.id, shopperId));
  const { email, phone } = await primaryContacts(shopperId, tx);
  const contactName = given?.name ?? row?.name ?? "";
  const contact = normaliseContact(given?.contact ?? email ?? phone ?? "", country);
  if (!contact || (!contactName && !email)) throw new AppError("CONTACT_NEEDED");
  return { contactName: contactName || (email?.split("@")[0] ?? ""), contact };
}
