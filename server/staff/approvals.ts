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
import { isOtherPerson } from "./rules";
import type { ApprovedAct, ApproveInput } from "./approvals.schema";
import { checkPin } from "./pins";
import { isApprovalUsable } from "./queries";

/**
 * A manager of this store confirms one act of a colleague with the own PIN, on the colleague's tablet. Returns what the
 * act is done with, once, within two minutes. NOT_FOUND for oneself and whoever may not, PIN_WRONG, PIN_LOCKED.
 */
export async function approve(ctx: Ctx, { staffId, pin, act }: ApproveInput): Promise<{ approvalId: string }> {
  const actor = assertShift(ctx, "serve");
  if (!isOtherPerson(actor, staffId)) throw new AppError("NOT_FOUND");
  const person = await checkPin(actor, actor.storeId, { staffId, pin });
  if (!may(person.role, "approve")) throw new AppError("NOT_FOUND");
  return inTransaction(async (tx) => {
    const [made] = await tx
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
    if (!made) throw new AppError("INTERNAL");
    await recordAudit(tx, actor, {
      action: "approval.given",
      subjectKind: act.action,
      subjectId: act.subjectId,
      approvedBy: person.id,
      details: { approvalId: made.id, amountMinor: act.amountMinor },
    });
    return { approvalId: made.id };
  });
}

/**
 * Uses an approval up for exactly this act, in the act's own transaction, and gives who approved. Throws APPROVAL_NEEDED
 * (details: the act) without one, or when it was given for another act, colleague or shift, was used, or is too old.
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
  // Who was let go meanwhile answers for nothing any more.
  const [still] = await tx
    .select({ role: staff.role })
    .from(staff)
    .where(and(eq(staff.id, taken.approvedBy), eq(staff.storeId, actor.storeId), staff.active));
  if (!still || !may(still.role, "approve")) throw needed;
  return taken.approvedBy;
}
