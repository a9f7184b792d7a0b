import { and, eq, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { approval } from "@/db/schema/approvals";
import { staff } from "@/db/schema/identity";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { may } from "@/server/access/rules";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import type { ApprovedAct, ApproveInput } from "./approvals.schema";
import { checkPin } from "./pins";
import { isApprovalUsable } from "./queries";
import { isOtherPerson } from "./rules";

/**
 * A manager of this store approves one action of a colleague with the manager's own PIN, on the colleague's tablet.
 * Returns the approval for the action, valid once within two minutes. Throws NOT_FOUND for oneself and for staff
 * without the permission, PIN_WRONG, PIN_LOCKED.
 */
export async function approve(ctx: Ctx, { staffId, pin, act }: ApproveInput): Promise<{ approvalId: string }> {
  const actor = assertShift(ctx, "serve");
  if (!isOtherPerson(actor, staffId)) throw new AppError("NOT_FOUND");
  const person = await checkPin(actor, actor.storeId, { staffId, pin });
  if (!may(person.role, "approve")) throw new AppError("NOT_FOUND");
  return inTransaction(async (tx) => {
    const [inserted] = await tx
      .insert(approval)
      .values({
        ...act,
        requestedBy: actor.staffId,
        sessionId: actor.sessionId,
        approvedBy: person.id,
        storeId: actor.storeId,
        storeDeviceId: actor.storeDeviceId,
        expiresAt: sql`${sqlNow} + interval '2 minutes'`,
      })
      .returning({ id: approval.id });
    if (!inserted) throw new AppError("INTERNAL");
    await recordAudit(tx, actor, {
      action: "approval.given",
      subjectKind: act.action,
      subjectId: act.subjectId,
      approvedBy: person.id,
      details: { approvalId: inserted.id, amountMinor: act.amountMinor },
    });
    return { approvalId: inserted.id };
  });
}

/**
 * Consumes an approval for exactly this action, in the action's own transaction, and returns who approved. Throws
 * APPROVAL_NEEDED (details: the action) without one, or when it was given for another action, colleague or shift, was
 * used, or has expired.
 */
export async function consumeApproval(
  tx: Tx,
  actor: ShiftActor,
  act: ApprovedAct,
  approvalId: string | undefined,
): Promise<string> {
  const needed = new AppError("APPROVAL_NEEDED", { ...act });
  if (!approvalId) throw needed;
  const [taken] = await tx
    .update(approval)
    .set({ usedAt: sqlNow })
    .where(
      and(
        eq(approval.id, approvalId),
        eq(approval.action, act.action),
        eq(approval.subjectId, act.subjectId),
        eq(approval.amountMinor, act.amountMinor),
        eq(approval.requestedBy, actor.staffId),
        eq(approval.sessionId, actor.sessionId),
        ne(approval.approvedBy, actor.staffId),
        isApprovalUsable(),
      ),
    )
    .returning({ approvedBy: approval.approvedBy });
  if (!taken) throw needed;
  // A manager who was deactivated meanwhile no longer approves anything.
  const [still] = await tx
    .select({ role: staff.role })
    .from(staff)
    .where(and(eq(staff.id, taken.approvedBy), eq(staff.storeId, actor.storeId), staff.active));
  if (!still || !may(still.role, "approve")) throw needed;
  return taken.approvedBy;
}
