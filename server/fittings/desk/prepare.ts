import { type SQL, sql } from "drizzle-orm";
import { assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { announceFitting } from "../events";
import { isInStore, lockFitting } from "../lock";
import { findFittings } from "../queries";
import type { FittingInput } from "../schema";
import { isUnassigned } from "./queries";

type PreparationStep = { action: "fitting.prepare" | "fitting.leave"; by: string | null; guard: SQL };

/** Starts or stops a preparation; a refusal of the guard names who prepares it. */
async function movePreparation(ctx: Ctx, fittingId: string, { action, by, guard }: PreparationStep): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const { status } = await lockFitting(tx, isInStore(actor.storeId, fittingId));
    const [before] = await findFittings(sql`f.id = ${fittingId}`, tx);
    const holder = before?.hangingBy ?? null;
    const [row] = await tx.execute(sql`
      update fitting set hanging_by = ${by}, updated_at = clock_now()
      where id = ${fittingId} and status in ('booked', 'checked_in') and ${guard} returning id`);
    if (!row) {
      if (holder && holder.staffId !== actor.staffId) throw new AppError("ALREADY_CLAIMED", { name: holder.name });
      throw new AppError("WRONG_STATUS", { status });
    }
    const figures = { before: { hangingBy: holder?.staffId ?? null }, after: { hangingBy: by } };
    await recordAudit(tx, actor, { action, subjectKind: "fitting", subjectId: fittingId, ...figures });
    await announceFitting(tx, announce, { fittingId, actor });
  });
}

/**
 * Starts the preparation of an appointment's items. Throws ALREADY_CLAIMED (details: `name`), WRONG_STATUS,
 * NOT_FOUND.
 */
export const startPreparation = (ctx: Ctx, { fittingId }: FittingInput): Promise<void> =>
  movePreparation(ctx, fittingId, {
    action: "fitting.prepare",
    by: assertShift(ctx, "serve").staffId,
    guard: isUnassigned(),
  });

/**
 * Returns a preparation to the other consultants. Throws ALREADY_CLAIMED when it is another's, WRONG_STATUS, NOT_FOUND.
 */
export function stopPreparation(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const guard = sql`hanging_by = ${assertShift(ctx, "serve").staffId}`;
  return movePreparation(ctx, fittingId, { action: "fitting.leave", by: null, guard });
}
