import { db } from "@/db/client";
import { canaryNumber } from "@/db/schema/privacy";
import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { parseMobile } from "@/server/shoppers/contacts/parse-contact.rules";
import { assertPhone, resolveTypedContact } from "@/server/shoppers/contacts/resolve-contact";

/** A bait number (E.164) as it is kept: who reads the database cannot tell which numbers to avoid. */
export const digestCanary = (e164: string): string => computeKeyedDigest("canary", e164);

/**
 * Adds a canary: whoever looks this number up on a tablet raises an alarm in the log and in the audit trail. By an
 * administrator at the office; NOT_FOUND for others, CONTACT_WRONG for what is no number.
 */
export async function addCanary(ctx: Ctx, input: { phone: string }): Promise<void> {
  const actor = assertOffice(ctx, "watch_access");
  // Whoever is looked up is sent a text: no other number is ever asked for.
  const phone = assertPhone(await resolveTypedContact(input.phone, { field: "phone", act: [] }, db(), parseMobile));
  const { staffId } = actor;
  await db().transaction(async (tx) => {
    await tx
      .insert(canaryNumber)
      .values({ digest: digestCanary(phone), createdBy: staffId })
      .onConflictDoNothing();
    // The trail does not say which number: the one who reads it might be the one who is watched.
    await recordAudit(tx, actor, { action: "canary.laid", subjectKind: "staff", subjectId: staffId });
  });
}
