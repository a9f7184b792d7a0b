import { and, eq, ne } from "drizzle-orm";
import { staff, staffSession } from "@/db/schema/identity";
import { staffPasskey } from "@/db/schema/passkeys";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { cleanContact } from "@/server/shoppers/addresses/rules";
import { endSessions, notifyAccessChanged } from "../sessions";
import { countSettledAdmins, inviteAdmin } from "./commands";

/**
 * For operators with shell access: removes an administrator's lost passkeys, ends the sessions opened with them and
 * creates the secret of a one-time link, valid for a day, to sign in again. `why` is recorded in the audit trail.
 * Throws NOT_FOUND for an address that is no active administrator's, CONFLICT while another administrator could do it
 * at the office.
 */
export async function recoverAdmin(ctx: Ctx, { email, why }: { email: string; why: string }): Promise<string> {
  if (ctx.actor.kind !== "system") throw new AppError("NOT_FOUND");
  const invitation = await inTransaction(async (tx) => {
    const mine = and(eq(staff.email, cleanContact(email)), eq(staff.role, "admin"), staff.active);
    const [person] = await tx.select({ id: staff.id }).from(staff).where(mine).for("update");
    if (!person) throw new AppError("NOT_FOUND");
    if ((await countSettledAdmins(tx, ne(staff.id, person.id))) > 0) throw new AppError("CONFLICT");
    const removed = await tx.delete(staffPasskey).where(eq(staffPasskey.staffId, person.id)).returning();
    const subject = { subjectKind: "staff", subjectId: person.id, details: { why } };
    const before = { passkeys: removed.length };
    const after = { passkeys: 0 };
    await recordAudit(tx, ctx.actor, { action: "admin.way_back", ...subject, before, after });
    const office = and(eq(staffSession.staffId, person.id), eq(staffSession.surface, "office"));
    const touched = await endSessions(tx, office);
    return { touched, secret: await inviteAdmin(tx) };
  });
  notifyAccessChanged(invitation.touched);
  return invitation.secret;
}
