import { db } from "@/db/client";
import { canaryNumber } from "@/db/schema/privacy";
import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { inTransaction } from "@/server/platform/transaction";
import { parseMobile } from "@/server/shoppers/addresses/parse-contact.rules";
import { assertPhone, resolveTypedContact } from "@/server/shoppers/addresses/resolve-contact";

/** The digest of a canary number (E.164): a reader of the database cannot learn which numbers to avoid. */
export const digestCanary = (e164: string): string => computeKeyedDigest("canary", e164);

/**
 * Adds a canary number: looking it up on a tablet raises an alarm in the log and in the audit trail. For administrators
 * at the office; throws NOT_FOUND for others and CONTACT_WRONG for an invalid number.
 */
export async function addCanary(ctx: Ctx, input: { phone: string }): Promise<void> {
  const actor = assertOffice(ctx, "watch_access");
  // A look-up sends a text message, so only numbers that can receive one are looked up.
  const phone = assertPhone(await resolveTypedContact(input.phone, { field: "phone", act: [] }, db(), parseMobile));
  const { staffId } = actor;
  await inTransaction(async (tx) => {
    await tx
      .insert(canaryNumber)
      .values({ digest: digestCanary(phone), createdBy: staffId })
      .onConflictDoNothing();
    // The trail does not contain the number: its reader might be the person under observation.
    await recordAudit(tx, actor, { action: "canary.laid", subjectKind: "staff", subjectId: staffId });
  });
}
