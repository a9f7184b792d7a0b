import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import type { Ctx } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import { assertOffice } from "@/server/access/actors";
import {
  type Creation,
  checkMade,
  creationOptions,
  keepChallenge,
  keepKey,
  partyAt,
  takeChallenge,
  wrong,
} from "./commands";
import { isFresh } from "./confirm";
import type { MadePasskey } from "./schema";

/** The commands that add a passkey, behind the given guard; a test shows what happens without. */
export const addingWith = (fresh: typeof isFresh) => {
  const assertFresh = async (ctx: Ctx) => {
    const me = assertOffice(ctx, "office");
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
