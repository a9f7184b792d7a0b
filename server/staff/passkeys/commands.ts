import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { and, eq, gt, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { passkeyChallenge, staffPasskey } from "@/db/schema/passkeys";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { createOfficeSession, toSessionActor } from "../sessions";
import { findPendingSession, type PendingSession } from "./queries";
import { type RelyingParty, toRelyingParty } from "./rules";
import type { AuthenticationResponse, RegistrationResponse } from "./schema";

type ChallengePurpose = typeof passkeyChallenge.$inferSelect.purpose;
type Transports = NonNullable<RegistrationResponse["response"]["transports"]>;

// The library's extensions contain binary values, which JSON cannot.
export type CreationOptions = Omit<PublicKeyCredentialCreationOptionsJSON, "extensions">;
export type RequestOptions = Omit<PublicKeyCredentialRequestOptionsJSON, "extensions">;
export type PasskeyTask = { kind: "register"; options: CreationOptions } | { kind: "sign_in"; options: RequestOptions };

/** The only refusal of passkeys; `reason` is shown to the person. */
export const toPasskeyError = (reason = "refused") => new AppError("PASSKEY_WRONG", { reason });

/** The relying party of a request at the office. Throws PASSKEY_WRONG where browsers allow no passkeys. */
export function getRelyingParty(ctx: Ctx): RelyingParty {
  const party = ctx.surface === "office" ? toRelyingParty(ctx.origin) : null;
  if (!party) throw toPasskeyError("address");
  return party;
}

/** Stores the challenge that a response must sign, for five minutes. */
export async function saveChallenge(sessionId: string, purpose: ChallengePurpose, challenge: string): Promise<void> {
  const fresh = { challenge, expiresAt: sql`${sqlNow} + interval '5 minutes'` };
  await db()
    .insert(passkeyChallenge)
    .values({ sessionId, purpose, ...fresh })
    .onConflictDoUpdate({ target: [passkeyChallenge.sessionId, passkeyChallenge.purpose], set: fresh });
}

/** Consumes the challenge, so that no second response to it counts, not even after a wrong one. */
export async function consumeChallenge(sessionId: string, purpose: ChallengePurpose): Promise<string> {
  const here = and(eq(passkeyChallenge.sessionId, sessionId), eq(passkeyChallenge.purpose, purpose));
  const [taken] = await db()
    .delete(passkeyChallenge)
    .where(and(here, gt(passkeyChallenge.expiresAt, sqlNow)))
    .returning({ challenge: passkeyChallenge.challenge });
  if (!taken) throw toPasskeyError("late");
  return taken.challenge;
}

/** The passkeys of a person. */
export const selectPasskeys = (staffId: string) =>
  db().select().from(staffPasskey).where(eq(staffPasskey.staffId, staffId));

/** The options with which a browser creates a passkey for this person. */
export async function buildCreationOptions(party: RelyingParty, person: Omit<PendingSession, "sessionId">) {
  const known = await selectPasskeys(person.staffId);
  return generateRegistrationOptions({
    rpName: "Selvedge",
    rpID: party.rpId,
    userID: new TextEncoder().encode(person.staffId),
    userName: person.email,
    userDisplayName: person.name,
    attestationType: "none",
    excludeCredentials: known.map((k) => ({ id: k.credentialId, transports: k.transports as Transports })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
  });
}

/** The options with which a browser uses one of these passkeys. */
export const buildRequestOptions = (
  party: RelyingParty,
  known: Awaited<ReturnType<typeof selectPasskeys>>,
): Promise<RequestOptions> =>
  generateAuthenticationOptions({
    rpID: party.rpId,
    userVerification: "required",
    allowCredentials: known.map((k) => ({ id: k.credentialId, transports: k.transports as Transports })),
  });

/**
 * After the code: the task of the browser's authenticator, to create the first passkey or to use one. Throws
 * UNAUTHENTICATED, PASSKEY_WRONG.
 */
export async function beginPasskey(ctx: Ctx, secret: string | null | undefined): Promise<PasskeyTask> {
  const party = getRelyingParty(ctx);
  const pending = await findPendingSession(secret);
  if (!pending) throw new AppError("UNAUTHENTICATED");
  const known = await selectPasskeys(pending.staffId);
  if (known.length === 0) {
    const options = await buildCreationOptions(party, pending);
    await saveChallenge(pending.sessionId, "register", options.challenge);
    return { kind: "register", options };
  }
  const options = await buildRequestOptions(party, known);
  await saveChallenge(pending.sessionId, "sign_in", options.challenge);
  return { kind: "sign_in", options };
}

type VerifiedPasskey = Omit<typeof staffPasskey.$inferInsert, "staffId" | "label">;

/** Checks a new passkey. Throws PASSKEY_WRONG. */
export async function verifyNewPasskey(
  party: RelyingParty,
  challenge: string,
  response: RegistrationResponse,
): Promise<VerifiedPasskey> {
  const { transports = [], ...rest } = response.response;
  const result = await verifyRegistrationResponse({
    response: { ...response, response: { ...rest, transports } } as Parameters<
      typeof verifyRegistrationResponse
    >[0]["response"],
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.rpId,
    requireUserVerification: true,
  }).catch(() => null);
  if (!result?.verified) throw toPasskeyError();
  const { credential, credentialBackedUp } = result.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    rpId: party.rpId,
    counter: credential.counter,
    transports,
    synced: credentialBackedUp,
  };
}

type NewPasskey = { label: string; passkey: VerifiedPasskey };

/** Stores a checked passkey of `actor`, with its audit entry. */
export async function insertPasskey(tx: Tx, actor: StaffActor, { label, passkey }: NewPasskey): Promise<string> {
  const { staffId } = actor;
  const [kept] = await tx
    .insert(staffPasskey)
    .values({ ...passkey, staffId, label })
    .onConflictDoNothing()
    .returning({ id: staffPasskey.id });
  if (!kept) throw toPasskeyError();
  const after = { passkeyId: kept.id, synced: passkey.synced };
  await recordAudit(tx, actor, { action: "passkey.added", subjectKind: "staff", subjectId: staffId, after });
  return kept.id;
}

/** The person's row is locked, so that two first passkeys cannot both be added with the code alone. */
async function insertFirstPasskey(
  tx: Tx,
  { sessionId, staffId }: PendingSession,
  passkey: VerifiedPasskey,
): Promise<string> {
  await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId)).for("update");
  if ((await tx.$count(staffPasskey, eq(staffPasskey.staffId, staffId))) > 0) throw toPasskeyError();
  return insertPasskey(tx, toSessionActor(staffId, sessionId), { label: "", passkey });
}

type PasskeyUse = { staffId: string; challenge: string; response: AuthenticationResponse };

/** Checks a passkey's response for this person and counts the use; returns the passkey's id. */
export async function recordPasskeyUse(
  tx: Tx,
  party: RelyingParty,
  { staffId, challenge, response }: PasskeyUse,
): Promise<string> {
  const isOwnKey = and(eq(staffPasskey.credentialId, response.id), eq(staffPasskey.staffId, staffId));
  const [key] = await tx.select().from(staffPasskey).where(isOwnKey).for("update");
  if (!key) throw toPasskeyError();
  const result = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.rpId,
    requireUserVerification: true,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
      counter: key.counter,
    },
  }).catch(() => null);
  if (!result?.verified) throw toPasskeyError();
  const counter = result.authenticationInfo.newCounter;
  await tx.update(staffPasskey).set({ counter, lastUsedAt: sqlNow }).where(eq(staffPasskey.id, key.id));
  return key.id;
}

/**
 * Checks the passkey for the task of `beginPasskey`; returns the secret of the full session. Throws UNAUTHENTICATED,
 * PASSKEY_WRONG.
 */
export async function finishPasskey(
  ctx: Ctx,
  secret: string | null | undefined,
  response: RegistrationResponse | AuthenticationResponse,
): Promise<string> {
  const party = getRelyingParty(ctx);
  const pending = await findPendingSession(secret);
  if (!pending) throw new AppError("UNAUTHENTICATED");
  const { sessionId, staffId } = pending;
  if ("signature" in response.response) {
    const challenge = await consumeChallenge(sessionId, "sign_in");
    return inTransaction(async (tx) => {
      const passkeyId = await recordPasskeyUse(tx, party, {
        staffId,
        challenge,
        response: response as AuthenticationResponse,
      });
      return createOfficeSession(tx, pending, { proof: "passkey", passkeyId });
    });
  }
  const challenge = await consumeChallenge(sessionId, "register");
  const passkey = await verifyNewPasskey(party, challenge, response as RegistrationResponse);
  return inTransaction(async (tx) => {
    const passkeyId = await insertFirstPasskey(tx, pending, passkey);
    return createOfficeSession(tx, pending, { proof: "passkey", passkeyId });
  });
}
