import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { shopper } from "@/db/schema/identity";
import { flushOutbox } from "@/server/messaging/outbox";
import type { Address } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { noEvidence, parseContact } from "../addresses/parse-contact.rules";
import { recordNoticeShown } from "../consents/commands";
import { emitContactVerified } from "../contacts/events";
import { google, notifyGoogleChange } from "../contacts/google";
import { findAccountByAddress, lockAddress } from "../contacts/verification";
import { linkValue } from "../graph/commands";
import type { DeviceInput } from "../schema";
import { signInBrowser } from "./establish-session";
import type { GoogleProfile } from "./google.schema";

/**
 * Guards that keep a stranger's Google account out of a customer's account; the attack tests leave out one at a time.
 */
export const googleGuards = {
  /** Only an e-mail that Google itself has verified is evidence. */
  verified: (profile: GoogleProfile): boolean => profile.email_verified === true,
  /** An account with this e-mail is opened by a code sent to it, never by another party's assertion. */
  ownerAsked: (owner: string, askedBy: string | null): boolean => owner === askedBy,
};
export type GoogleGuards = typeof googleGuards;

function assertVerifiedEmail(profile: GoogleProfile, guards: GoogleGuards): Address {
  const address = guards.verified(profile) ? parseContact(profile.email, noEvidence) : null;
  if (address?.kind !== "email") throw new AppError("GOOGLE_UNVERIFIED");
  return address;
}

async function findLogin(tx: Tx, subject: string): Promise<string | null> {
  // Two callbacks of one person must not create two accounts.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`google:${subject}`}, 0))`);
  const [row] = await tx
    .select({ shopperId: shopperLogin.shopperId })
    .from(shopperLogin)
    .where(and(eq(shopperLogin.provider, google), eq(shopperLogin.subject, subject)));
  return row?.shopperId ?? null;
}

async function createAccount(tx: Tx, ctx: Ctx, { name, address }: { name: string; address: Address }): Promise<string> {
  const [inserted] = await tx
    .insert(shopper)
    .values({ kind: "account", locale: ctx.locale, name })
    .returning({ id: shopper.id });
  if (!inserted) throw new AppError("INTERNAL");
  await tx.insert(shopperContact).values({ shopperId: inserted.id, ...address, isPrimary: true });
  await recordNoticeShown(tx, ctx.actor, inserted.id);
  return inserted.id;
}

type GoogleSignIn = { profile: GoogleProfile; device: DeviceInput; link: boolean };

/**
 * Signs a browser in with a Google profile, or with `link` connects that Google account to the customer who requested
 * it. An e-mail that already opens an account here is not enough: GOOGLE_NOT_LINKED until its owner, signed in with a
 * code, has connected the two. The other refusals are GOOGLE_UNVERIFIED and GOOGLE_TAKEN. Returns the device's id.
 */
export async function signInWithGoogle(
  ctx: Ctx,
  { profile, device, link }: GoogleSignIn,
  guards: GoogleGuards = googleGuards,
): Promise<string> {
  const address = assertVerifiedEmail(profile, guards);
  const askedBy = link && ctx.actor.kind === "customer" ? ctx.actor.shopperId : null;
  if (link && !askedBy) throw new AppError("UNAUTHENTICATED");
  const deviceId = await signInBrowser(ctx, device, async (tx) => {
    const known = await findLogin(tx, profile.sub);
    if (known && askedBy && known !== askedBy) throw new AppError("GOOGLE_TAKEN");
    if (known) return known;
    await lockAddress(tx, address);
    const owner = await findAccountByAddress(tx, address);
    if (!askedBy && owner && !guards.ownerAsked(owner, askedBy)) throw new AppError("GOOGLE_NOT_LINKED");
    const shopperId = askedBy ?? owner ?? (await createAccount(tx, ctx, { name: profile.name ?? "", address }));
    await tx.insert(shopperLogin).values({ provider: google, subject: profile.sub, shopperId });
    await linkValue(tx, shopperId, { kind: google, value: profile.sub, source: google });
    const ownedBy = owner && owner !== shopperId ? owner : null;
    await emitContactVerified(tx, { shopperId, address, source: "google", ownedBy });
    if (askedBy) await notifyGoogleChange(tx, ctx, { shopperId, what: "google", address });
    return shopperId;
  });
  flushOutbox();
  return deviceId;
}
