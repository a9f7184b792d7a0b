import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopper } from "@/db/schema/identity";
import { AppError } from "@/server/platform/errors";
import { resolveTypedContact } from "@/server/shoppers/addresses/resolve-contact";
import { getPrimaryContacts } from "@/server/shoppers/contacts/queries";
import type { ReserveInput } from "./schema";

type ContactContext = { shopperId: string; country: string; regions?: string[] | undefined };

/**
 * Resolves the contact to notify when it is ready: the given one, otherwise the account's. Throws CONTACT_NEEDED,
 * CONTACT_WRONG.
 */
export async function resolveContact(
  tx: Tx,
  input: ReserveInput["contact"],
  { shopperId, country, regions }: ContactContext,
): Promise<{ contactName: string; contact: string }> {
  const [row] = await tx.select({ name: shopper.name }).from(shopper).where(eq(shopper.id, shopperId));
  const { email, phone } = await getPrimaryContacts(shopperId, tx);
  const contactName = input?.name ?? row?.name ?? "";
  const where = { field: "contact", act: [country], shopperId, regions };
  // The account's contact was parsed when it was verified.
  const contact = input ? (await resolveTypedContact(input.contact, where, tx)).value : (email ?? phone);
  if (!contact || (!contactName && !email)) throw new AppError("CONTACT_NEEDED");
  return { contactName: contactName || (email?.split("@")[0] ?? ""), contact };
}
