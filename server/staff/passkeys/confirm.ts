import { and, eq, gt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { staffSession } from "@/db/schema/identity";
import { passkeyChallenge } from "@/db/schema/passkeys";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import { assertOffice } from "@/server/access/actors";
import {
  countUse,
  keepChallenge,
  keysOf,
  partyAt,
  type Request,
  requestOptions,
  takeChallenge,
  wrong,
} from "./commands";
import type { UsedPasskey } from "./schema";

/** What the authenticator is to do to confirm with a passkey of one's own. PASSKEY_WRONG without any. */
export async function beginConfirm(ctx: Ctx): Promise<Request> {
  const me = assertOffice(ctx, "office");
  const party = partyAt(ctx);
  const known = await keysOf(me.staffId);
  if (known.length === 0) throw wrong();
  const options = await requestOptions(party, known);
  await keepChallenge(me.sessionId, "confirm", options.challenge);
  return options;
}

/** Confirms with a passkey of one's own: for five minutes this session may add and remove. PASSKEY_WRONG. */
export async function confirm(ctx: Ctx, response: UsedPasskey): Promise<void> {
  const me = assertOffice(ctx, "office");
  const party = partyAt(ctx);
  const challenge = await takeChallenge(me.sessionId, "confirm");
  const passkeyId = await inTransaction((tx) => countUse(tx, party, { staffId: me.staffId, challenge }, response));
  await keepChallenge(me.sessionId, "confirmed", passkeyId);
}

/** Whether this session showed a passkey within five minutes, at its sign-in or since; whoever has none yet need not. */
export async function isFresh({ staffId, sessionId }: StaffActor): Promise<boolean> {
  if ((await keysOf(staffId)).length === 0) return true;
  const here = and(eq(passkeyChallenge.sessionId, sessionId), eq(passkeyChallenge.purpose, "confirmed"));
  if ((await db().$count(passkeyChallenge, and(here, gt(passkeyChallenge.expiresAt, sqlNow)))) > 0) return true;
  const opened = gt(staffSession.createdAt, sql`${sqlNow} - interval '5 minutes'`);
  const session = and(eq(staffSession.id, sessionId), eq(staffSession.proof, "passkey"), opened);
  return (await db().$count(staffSession, session)) > 0;
}
