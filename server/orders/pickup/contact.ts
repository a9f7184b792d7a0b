import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopper } from "@/db/schema/identity";
import { primaryContacts } from "@/server/shoppers/contacts/queries";
import { contactGiven } from "@/server/shoppers/contacts/resolve-contact";
import { AppError } from "@/server/platform/errors";
import type { ReserveInput } from "./schema";

type Where = { shopperId: string; country: string; regions?: string[] | undefined };

/** Who to call when it is ready: what was given, else what the account knows. Throws CONTACT_NEEDED, CONTACT_WRONG. */
export async function contactOf(
  tx: Tx,
  given: ReserveInput["contact"],
  { shopperId, country, regions }: Where,
): Promise<{ contactName: string; contact: string }> {
  const [row] = await tx.select({ name: shopper.name }).from(shopper).where(eq(shopper.id, shopperId));
  const { email, phone } = await primaryContacts(shopperId, tx);
  const contactName = given?.name ?? row?.name ?? "";
  const where = { field: "contact", act: [country], shopperId, regions };
  // What the account has was read once, when it was proven.
  const contact = given ? (await contactGiven(given.contact, where, tx)).value : (email ?? phone);
  if (!contact || (!contactName && !email)) throw new AppError("CONTACT_NEEDED");
  return { contactName: contactName || (email?.split("@")[0] ?? ""), contact };
}
