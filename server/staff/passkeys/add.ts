import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { assertOffice } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import {
  buildCreationOptions,
  type CreationOptions,
  consumeChallenge,
  getRelyingParty,
  insertPasskey,
  saveChallenge,
  toPasskeyError,
  verifyNewPasskey,
} from "./commands";
import { isRecentlyConfirmed } from "./confirm";
import type { RegistrationResponse } from "./schema";

/** The office user who confirmed with a passkey recently. Throws PASSKEY_WRONG (`unconfirmed`: see `confirmPasskey`). */
async function assertRecentlyConfirmed(ctx: Ctx) {
  const me = assertOffice(ctx, "office");
  if (!(await isRecentlyConfirmed(me))) throw toPasskeyError("unconfirmed");
  return me;
}

/** The commands that add a passkey. */
export const passkeyRegistration = {
  /**
   * The authenticator's options for one more passkey of one's own. Throws PASSKEY_WRONG (`unconfirmed`: see
   * `confirmPasskey`).
   */
  async begin(ctx: Ctx): Promise<CreationOptions> {
    const party = getRelyingParty(ctx);
    const me = await assertRecentlyConfirmed(ctx);
    const [person] = await db().select({ email: staff.email }).from(staff).where(eq(staff.id, me.staffId));
    const options = await buildCreationOptions(party, {
      staffId: me.staffId,
      name: me.name,
      email: person?.email ?? "",
    });
    await saveChallenge(me.sessionId, "add", options.challenge);
    return options;
  },
  /** Stores one more passkey of one's own. Throws PASSKEY_WRONG. */
  async add(ctx: Ctx, input: { label: string; response: RegistrationResponse }): Promise<void> {
    const party = getRelyingParty(ctx);
    const me = await assertRecentlyConfirmed(ctx);
    const passkey = await verifyNewPasskey(party, await consumeChallenge(me.sessionId, "add"), input.response);
    await inTransaction((tx) => insertPasskey(tx, me, { label: input.label, passkey: passkey }));
  },
};
