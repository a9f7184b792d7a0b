import { and, asc, desc, eq } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { canSend } from "@/server/messaging/provider";
import type { ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import type { ContactView, SignInMethods } from "./schema";

/** The verified contacts of a customer: e-mails first, the primary one of each kind first. */
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

/** The primary e-mail and phone of a shopper; null where the account has none. */
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

/** Whether this customer's account is connected with Google. */
export const hasGoogle = async (actor: ShopperActor): Promise<boolean> =>
  (await db().$count(
    shopperLogin,
    and(eq(shopperLogin.shopperId, actor.shopperId), eq(shopperLogin.provider, "google")),
  )) > 0;

/** The sign-in methods that the settings allow. */
export function getSignInMethods(): SignInMethods {
  const { GOOGLE_CLIENT_ID, demo } = env();
  return { email: canSend("email"), sms: canSend("sms"), google: GOOGLE_CLIENT_ID !== undefined, demo };
}
