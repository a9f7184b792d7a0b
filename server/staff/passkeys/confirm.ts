import { and, eq, gt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { staffSession } from "@/db/schema/identity";
import { passkeyChallenge } from "@/db/schema/passkeys";
import { assertOffice } from "@/server/access/actors";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import {
  buildRequestOptions,
  consumeChallenge,
  getRelyingParty,
  type RequestOptions,
  recordPasskeyUse,
  saveChallenge,
  selectPasskeys,
  toPasskeyError,
} from "./commands";
import type { AuthenticationResponse } from "./schema";

/** The authenticator's task to confirm with a passkey of one's own. Throws PASSKEY_WRONG without any. */
export async function beginConfirmation(ctx: Ctx): Promise<RequestOptions> {
  const me = assertOffice(ctx, "office");
  const party = getRelyingParty(ctx);
  const known = await selectPasskeys(me.staffId);
  if (known.length === 0) throw toPasskeyError();
  const options = await buildRequestOptions(party, known);
  await saveChallenge(me.sessionId, "confirm", options.challenge);
  return options;
}

/**
 * Confirms with a passkey of one's own: for five minutes this session may add and remove passkeys. Throws
 * PASSKEY_WRONG.
 */
export async function confirmPasskey(ctx: Ctx, response: AuthenticationResponse): Promise<void> {
  const me = assertOffice(ctx, "office");
  const party = getRelyingParty(ctx);
  const challenge = await consumeChallenge(me.sessionId, "confirm");
  const passkeyId = await inTransaction((tx) =>
    recordPasskeyUse(tx, party, { staffId: me.staffId, challenge, response }),
  );
  await saveChallenge(me.sessionId, "confirmed", passkeyId);
}

/**
 * Whether a passkey was used in this session within five minutes, at its sign-in or later; true for a person without
 * passkeys.
 */
export async function isRecentlyConfirmed({ staffId, sessionId }: StaffActor): Promise<boolean> {
  if ((await selectPasskeys(staffId)).length === 0) return true;
  const here = and(eq(passkeyChallenge.sessionId, sessionId), eq(passkeyChallenge.purpose, "confirmed"));
  if ((await db().$count(passkeyChallenge, and(here, gt(passkeyChallenge.expiresAt, sqlNow)))) > 0) return true;
  const opened = gt(staffSession.createdAt, sql`${sqlNow} - interval '5 minutes'`);
  const session = and(eq(staffSession.id, sessionId), eq(staffSession.proof, "passkey"), opened);
  return (await db().$count(staffSession, session)) > 0;
}
