import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopper } from "@/db/schema/identity";
import { mergeReview } from "@/db/schema/identity-graph";
import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { commitWithChanges } from "@/server/sync/commit";
import { mergeShoppers } from "./merge";

type OfficeCtx = Ctx & { actor: StaffActor };
type Decision = { reviewId: string; status: "merged" | "kept_apart" };

/** Claims the decision for this caller; throws NOT_FOUND when it was already taken. */
async function decideReview(tx: Tx, { actor }: OfficeCtx, { reviewId, status }: Decision) {
  const [review] = await tx
    .update(mergeReview)
    .set({ status, decidedAt: sqlNow, decidedBy: actor.staffId })
    .where(and(eq(mergeReview.id, reviewId), eq(mergeReview.status, "open")))
    .returning();
  if (!review) throw new AppError("NOT_FOUND");
  return review;
}

/**
 * Merges the two accounts of a review: the claimant's into the holder's; the merge can be split. Throws NOT_FOUND when
 * the review was decided before, and CONFLICT when one of the accounts was merged meanwhile.
 */
export async function approveMerge(ctx: OfficeCtx, reviewId: string): Promise<void> {
  assertOffice(ctx, "office");
  const ids = await commitWithChanges(async (tx, announce) => {
    const { holderId, claimantId } = await decideReview(tx, ctx, { reviewId, status: "merged" });
    const [holder] = await tx
      .select({ part: shopper.mergedInto })
      .from(shopper)
      .where(eq(shopper.id, holderId))
      .for("update");
    if (!holder || holder.part) throw new AppError("CONFLICT");
    const merge = { fromId: claimantId, intoId: holderId, source: "review" as const };
    const mergeId = await mergeShoppers(tx, announce, merge);
    if (!mergeId) throw new AppError("CONFLICT");
    await tx.update(mergeReview).set({ mergeId }).where(eq(mergeReview.id, reviewId));
    const subject = { subjectKind: "shopper", subjectId: holderId };
    await recordAudit(tx, ctx.actor, {
      action: "identity.merged",
      ...subject,
      before: { took: null },
      after: { took: claimantId },
    });
    return [holderId, claimantId];
  });
  for (const id of ids) bus.emit(`access:${id}`);
}

/** Decides that the two accounts of a review belong to two people. Throws NOT_FOUND when it was decided before. */
export async function rejectMerge(ctx: OfficeCtx, reviewId: string): Promise<void> {
  assertOffice(ctx, "office");
  await inTransaction(async (tx) => {
    const { holderId, claimantId } = await decideReview(tx, ctx, { reviewId, status: "kept_apart" });
    const subject = { subjectKind: "shopper", subjectId: holderId };
    await recordAudit(tx, ctx.actor, {
      action: "identity.kept_apart",
      ...subject,
      before: { status: "open" },
      after: { status: "kept_apart" },
      details: { from: claimantId },
    });
  });
}
