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
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { recordAudit } from "@/server/audit/commands";
import { entering, openSession } from "../office/sessions";
import { type Pending, pendingSession } from "./queries";
import { type Party, partyOf } from "./rules";
import type { MadePasskey, UsedPasskey } from "./schema";

type Purpose = typeof passkeyChallenge.$inferSelect.purpose;
type Transports = NonNullable<MadePasskey["response"]["transports"]>;

// The library's extensions hold binary values, which no JSON does.
export type Creation = Omit<PublicKeyCredentialCreationOptionsJSON, "extensions">;
export type Request = Omit<PublicKeyCredentialRequestOptionsJSON, "extensions">;
export type PasskeyTask = { kind: "register"; options: Creation } | { kind: "sign_in"; options: Request };

/** The one refusal of passkeys; `reason` is for the person in front of the screen. */
export const wrong = (reason = "refused") => new AppError("PASSKEY_WRONG", { reason });

/** The relying party of a request at the office. PASSKEY_WRONG where browsers allow no passkeys. */
export function partyAt(ctx: Ctx): Party {
  const party = ctx.surface === "office" ? partyOf(ctx.origin) : null;
  if (!party) throw wrong("address");
  return party;
}

/** Keeps what an answer must sign, for five minutes. */
export async function keepChallenge(sessionId: string, purpose: Purpose, challenge: string): Promise<void> {
  const fresh = { challenge, expiresAt: sql`${sqlNow} + interval '5 minutes'` };
  await db()
    .insert(passkeyChallenge)
    .values({ sessionId, purpose, ...fresh })
    .onConflictDoUpdate({ target: [passkeyChallenge.sessionId, passkeyChallenge.purpose], set: fresh });
}

/** Takes the challenge out, so that no answer to it counts twice, not even a wrong one. */
export async function takeChallenge(sessionId: string, purpose: Purpose): Promise<string> {
  const here = and(eq(passkeyChallenge.sessionId, sessionId), eq(passkeyChallenge.purpose, purpose));
  const [taken] = await db()
    .delete(passkeyChallenge)
    .where(and(here, gt(passkeyChallenge.expiresAt, sqlNow)))
    .returning({ challenge: passkeyChallenge.challenge });
  if (!taken) throw wrong("late");
  return taken.challenge;
}

/** The passkeys of a person. */
export const keysOf = (staffId: string) => db().select().from(staffPasskey).where(eq(staffPasskey.staffId, staffId));

/** What a browser needs to make a passkey for this person. */
export async function creationOptions(party: Party, person: Omit<Pending, "sessionId">) {
  const known = await keysOf(person.staffId);
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

/** What a browser needs to use one of these passkeys. */
export const requestOptions = (party: Party, known: Awaited<ReturnType<typeof keysOf>>): Promise<Request> =>
  generateAuthenticationOptions({
    rpID: party.rpId,
    userVerification: "required",
    allowCredentials: known.map((k) => ({ id: k.credentialId, transports: k.transports as Transports })),
  });

/** After the code: what the browser's authenticator is to do, make the first passkey or use one. SIGN_IN_NEEDED, PASSKEY_WRONG. */
export async function beginPasskey(ctx: Ctx, secret: string | null | undefined): Promise<PasskeyTask> {
  const party = partyAt(ctx);
  const pending = await pendingSession(secret);
  if (!pending) throw new AppError("SIGN_IN_NEEDED");
  const known = await keysOf(pending.staffId);
  if (known.length === 0) {
    const options = await creationOptions(party, pending);
    await keepChallenge(pending.sessionId, "register", options.challenge);
    return { kind: "register", options };
  }
  const options = await requestOptions(party, known);
  await keepChallenge(pending.sessionId, "sign_in", options.challenge);
  return { kind: "sign_in", options };
}

type Checked = Omit<typeof staffPasskey.$inferInsert, "staffId" | "label">;

/** Checks a passkey that was just made. PASSKEY_WRONG. */
export async function checkMade(party: Party, challenge: string, response: MadePasskey): Promise<Checked> {
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
  if (!result?.verified) throw wrong();
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

/** Keeps a checked passkey of `actor`, with its entry. */
export async function keepKey(tx: Tx, actor: StaffActor, label: string, made: Checked): Promise<string> {
  const { staffId } = actor;
  const [kept] = await tx
    .insert(staffPasskey)
    .values({ ...made, staffId, label })
    .onConflictDoNothing()
    .returning({ id: staffPasskey.id });
  if (!kept) throw wrong();
  const after = { passkeyId: kept.id, synced: made.synced };
  await recordAudit(tx, actor, { action: "passkey.added", subjectKind: "staff", subjectId: staffId, after });
  return kept.id;
}

/** The person's row is locked, so that two first passkeys cannot both come in by the code alone. */
async function firstKey(tx: Tx, { sessionId, staffId }: Pending, made: Checked): Promise<string> {
  await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId)).for("update");
  if ((await tx.$count(staffPasskey, eq(staffPasskey.staffId, staffId))) > 0) throw wrong();
  return keepKey(tx, entering(staffId, sessionId), "", made);
}

/** Checks a used passkey of this person and counts the use; gives the passkey's id. */
export async function countUse(
  tx: Tx,
  party: Party,
  asked: { staffId: string; challenge: string },
  response: UsedPasskey,
): Promise<string> {
  const mine = and(eq(staffPasskey.credentialId, response.id), eq(staffPasskey.staffId, asked.staffId));
  const [key] = await tx.select().from(staffPasskey).where(mine).for("update");
  if (!key) throw wrong();
  const result = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
    expectedChallenge: asked.challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.rpId,
    requireUserVerification: true,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
      counter: key.counter,
    },
  }).catch(() => null);
  if (!result?.verified) throw wrong();
  const counter = result.authenticationInfo.newCounter;
  await tx.update(staffPasskey).set({ counter, lastUsedAt: sqlNow }).where(eq(staffPasskey.id, key.id));
  return key.id;
}

/** Shows the passkey for the task of `beginPasskey`; returns the secret of the full session. SIGN_IN_NEEDED, PASSKEY_WRONG. */
export async function finishPasskey(
  ctx: Ctx,
  secret: string | null | undefined,
  response: MadePasskey | UsedPasskey,
): Promise<string> {
  const party = partyAt(ctx);
  const pending = await pendingSession(secret);
  if (!pending) throw new AppError("SIGN_IN_NEEDED");
  const { sessionId, staffId } = pending;
  if ("signature" in response.response) {
    const challenge = await takeChallenge(sessionId, "sign_in");
    return inTransaction(async (tx) => {
      const passkeyId = await countUse(tx, party, { staffId, challenge }, response as UsedPasskey);
      return openSession(tx, pending, { proof: "passkey", passkeyId });
    });
  }
  const challenge = await takeChallenge(sessionId, "register");
  const made = await checkMade(party, challenge, response as MadePasskey);
  return inTransaction(async (tx) => {
    const passkeyId = await firstKey(tx, pending, made);
    return openSession(tx, pending, { proof: "passkey", passkeyId });
  });
}
