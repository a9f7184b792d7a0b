import { and, asc, desc, eq } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { canSend } from "@/server/messaging/provider";
import type { ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import type { ContactView, SignInMethods } from "./schema";

/** The proven contacts of a customer: e-mails first, of each kind the primary first. */
export async function listContacts(actor: ShopperActor): Promise<ContactView[]> {
  const rows = await db()
    .select()
    .from(shopperContact)
    .where(eq(shopperContact.shopperId, actor.shopperId))
    .orderBy(asc(shopperContact.kind), desc(shopperContact.isPrimary), asc(shopperContact.createdAt));
  return rows.map(({ id, kind, value, isPrimary, verifiedAt }) => ({
    id,
    kind,
    value,
    primary: isPrimary,
    since: verifiedAt.toISOString(),
  }));
}

/** The e-mail and phone by which a shopper is reached, as the account says; null where it has none. */
export async function getPrimaryContacts(
  shopperId: string,
  on: Db | Tx = db(),
): Promise<{ email: string | null; phone: string | null }> {
  const rows = await on
    .select({ kind: shopperContact.kind, value: shopperContact.value })
    .from(shopperContact)
    .where(and(eq(shopperContact.shopperId, shopperId), eq(shopperContact.isPrimary, true)));
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.value ?? null;
  return { email: of("email"), phone: of("phone") };
}

/** Whether this customer's account is also opened by Google. */
export const hasGoogle = async (actor: ShopperActor): Promise<boolean> =>
  (await db().$count(
    shopperLogin,
    and(eq(shopperLogin.shopperId, actor.shopperId), eq(shopperLogin.provider, "google")),
  )) > 0;

/** What the sign-in page may offer, as the settings say. */
export function getSignInMethods(): SignInMethods {
  const { GOOGLE_CLIENT_ID, demo } = env();
  return { email: canSend("email"), sms: canSend("sms"), google: GOOGLE_CLIENT_ID !== undefined, demo };
}
