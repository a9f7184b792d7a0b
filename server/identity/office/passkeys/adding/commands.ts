import { and, eq, gt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { staff, staffSession } from "@/db/schema/identity";
import { passkeyChallenge } from "@/db/schema/passkeys";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import { assertOffice } from "../../../staff/rules";
import {
  type Creation,
  checkMade,
  countUse,
  creationOptions,
  keepChallenge,
  keepKey,
  keysOf,
  partyAt,
  type Request,
  requestOptions,
  takeChallenge,
  wrong,
} from "../commands";
import type { MadePasskey, UsedPasskey } from "../schema";

/** What the authenticator is to do to confirm with a passkey of one's own. PASSKEY_WRONG without any. */
export async function beginConfirm(ctx: Ctx): Promise<Request> {
  const me = assertOffice(ctx);
  const party = partyAt(ctx);
  const known = await keysOf(me.staffId);
  if (known.length === 0) throw wrong();
  const options = await requestOptions(party, known);
  await keepChallenge(me.sessionId, "confirm", options.challenge);
  return options;
}

/** Confirms with a passkey of one's own: for five minutes this session may add another. PASSKEY_WRONG. */
export async function confirm(ctx: Ctx, response: UsedPasskey): Promise<void> {
  const me = assertOffice(ctx);
  const party = partyAt(ctx);
  const challenge = await takeChallenge(me.sessionId, "confirm");
  const passkeyId = await inTransaction((tx) => countUse(tx, party, { staffId: me.staffId, challenge }, response));
  await keepChallenge(me.sessionId, "confirmed", passkeyId);
}

/** Whether this session showed a passkey within five minutes, at its sign-in or since; whoever has none yet need not. */
async function isFresh({ staffId, sessionId }: StaffActor): Promise<boolean> {
  if ((await keysOf(staffId)).length === 0) return true;
  const here = and(eq(passkeyChallenge.sessionId, sessionId), eq(passkeyChallenge.purpose, "confirmed"));
  if ((await db().$count(passkeyChallenge, and(here, gt(passkeyChallenge.expiresAt, sqlNow)))) > 0) return true;
  const opened = gt(staffSession.createdAt, sql`${sqlNow} - interval '5 minutes'`);
  const session = and(eq(staffSession.id, sessionId), eq(staffSession.proof, "passkey"), opened);
  return (await db().$count(staffSession, session)) > 0;
}

/** The commands that add a passkey, behind the given guard; a test shows what happens without. */
export const addingWith = (fresh: (me: StaffActor) => Promise<boolean>) => {
  const assertFresh = async (ctx: Ctx) => {
    const me = assertOffice(ctx);
    if (!(await fresh(me))) throw wrong("unconfirmed");
    return me;
  };
  return {
    /** What the authenticator is to do for one more passkey of one's own. PASSKEY_WRONG (`unconfirmed`: see `confirm`). */
    async begin(ctx: Ctx): Promise<Creation> {
      const party = partyAt(ctx);
      const me = await assertFresh(ctx);
      const [person] = await db().select({ email: staff.email }).from(staff).where(eq(staff.id, me.staffId));
      const options = await creationOptions(party, { staffId: me.staffId, name: me.name, email: person?.email ?? "" });
      await keepChallenge(me.sessionId, "add", options.challenge);
      return options;
    },
    /** Keeps one more passkey of one's own. PASSKEY_WRONG. */
    async add(ctx: Ctx, input: { label: string; response: MadePasskey }): Promise<void> {
      const party = partyAt(ctx);
      const me = await assertFresh(ctx);
      const made = await checkMade(party, await takeChallenge(me.sessionId, "add"), input.response);
      await inTransaction((tx) => keepKey(tx, me, input.label, made));
    },
  };
};

export const adding = addingWith(isFresh);
