import { and, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { handoverAttempt, pickup } from "@/db/schema/orders";
import { assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { fulfilHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { isSameSecret } from "@/server/platform/ids";
import { commitWithChanges } from "@/server/sync/commit";
import { applyPickupToOrder } from "../../refund-difference";
import { announcePickup } from "../events";
import { getPickup, toStoreRow } from "../queries";
import { attemptWindowMinutes, maxCodeAttempts, openStatuses } from "../rules";
import type { CheckCode, HandOver, StorePickupRow } from "../schema";
import { movePickup } from "./commands";
import { isCollectable } from "./queries";

const windowStart = sql`${sqlNow} - make_interval(mins => ${attemptWindowMinutes})`;

/** Counts this tablet's attempt before checking it, so that concurrent attempts count too. Throws RATE_LIMITED. */
async function countAttempt(storeDeviceId: string): Promise<void> {
  const over = sql`${handoverAttempt.since} < ${windowStart}`;
  const [row] = await db()
    .insert(handoverAttempt)
    .values({ storeDeviceId, tries: 1 })
    .onConflictDoUpdate({
      target: handoverAttempt.storeDeviceId,
      set: {
        tries: sql`case when ${over} then 1 else ${handoverAttempt.tries} + 1 end`,
        since: sql`case when ${over} then ${sqlNow} else ${handoverAttempt.since} end`,
      },
    })
    .returning({ tries: handoverAttempt.tries });
  if (!row || row.tries > maxCodeAttempts) throw new AppError("RATE_LIMITED", { minutes: attemptWindowMinutes });
}

const resetAttempts = (storeDeviceId: string) =>
  db().delete(handoverAttempt).where(eq(handoverAttempt.storeDeviceId, storeDeviceId));

/** Records the outcome of a typed code; without a pickup it was wrong. */
function recordCheck(actor: ReturnType<typeof assertShift>, found?: { id: string; status: string }) {
  return found
    ? recordAudit(db(), actor, {
        action: "pickup.code_checked",
        subjectKind: "pickup",
        subjectId: found.id,
        details: { status: found.status },
      })
    : recordAudit(db(), actor, {
        action: "pickup.code_wrong",
        subjectKind: "store_device",
        subjectId: actor.storeDeviceId,
      });
}

/** Condition: open pickups, and recently ended ones, so that the tablet can say "expired" instead of "wrong". */
const isCandidate = (storeId: string, pickupId: string | undefined): SQL | undefined =>
  and(
    eq(pickup.storeId, storeId),
    pickupId ? eq(pickup.id, pickupId) : undefined,
    sql`(${inArray(pickup.status, openStatuses)} or ${gt(pickup.endedAt, sql`${sqlNow} - interval '7 days'`)})`,
  );

/**
 * Finds the pickup of this store for a code, among all or for the opened one. Codes are compared in constant time; a
 * tablet may be wrong ten times in ten minutes. Throws CODE_WRONG, CODE_EXPIRED, WRONG_STATUS (not ready yet, or
 * already collected), RATE_LIMITED.
 */
export async function checkCode(ctx: Ctx, { code, pickupId }: CheckCode): Promise<StorePickupRow> {
  const actor = assertShift(ctx, "serve");
  await countAttempt(actor.storeDeviceId);
  const rows = await db()
    .select({
      id: pickup.id,
      code: pickup.code,
      status: pickup.status,
      over: sql<boolean>`${pickup.expiresAt} <= ${sqlNow}`,
    })
    .from(pickup)
    .where(isCandidate(actor.storeId, pickupId));
  const matches = rows.filter((r) => isSameSecret(r.code, code));
  const match = matches.find((r) => openStatuses.includes(r.status)) ?? matches[0];
  await recordCheck(actor, match);
  if (!match) throw new AppError("CODE_WRONG");
  await resetAttempts(actor.storeDeviceId);
  if (match.status === "expired" || (match.over && match.status !== "collected")) throw new AppError("CODE_EXPIRED");
  if (match.status !== "ready") throw new AppError("WRONG_STATUS", { status: match.status });
  return toStoreRow(await getPickup(match.id, db()));
}

/**
 * Hands a ready and paid pickup over against its code: the items leave the store's stock. An
 * unpaid one is sold first, see `sellPickup`. A second hand-over with the right code repeats the first. Throws what
 * `checkCode` throws, and NOT_PAID.
 */
export async function handOver(ctx: Ctx, input: HandOver): Promise<StorePickupRow> {
  const actor = assertShift(ctx, "serve");
  const { pickupId, code } = input;
  await countAttempt(actor.storeDeviceId);
  const collected = await commitWithChanges(async (tx, announce) => {
    const [row] = await tx
      .select({ code: pickup.code, status: pickup.status, orderId: pickup.orderId })
      .from(pickup)
      .where(and(eq(pickup.id, pickupId), eq(pickup.storeId, actor.storeId)))
      .for("update");
    if (!row || !isSameSecret(row.code, code)) return null;
    if (row.status === "collected") return toStoreRow(await getPickup(pickupId, tx));
    const move = { pickupId, to: "collected" as const, set: { endedAt: sqlNow }, guard: isCollectable() };
    if (!(await movePickup(tx, actor, move))) {
      if (row.status === "ready" && !row.orderId) throw new AppError("NOT_PAID");
      const late = row.status === "ready" || row.status === "expired";
      throw late ? new AppError("CODE_EXPIRED") : new AppError("WRONG_STATUS", { status: row.status });
    }
    await fulfilHolds(tx, { referenceId: pickupId }, { reason: "collected", actorId: actor.staffId });
    await applyPickupToOrder(tx, announce, { pickupId, staffId: actor.staffId, by: { staff: actor.name } });
    return toStoreRow(await announcePickup(tx, announce, { pickupId, by: { staff: actor.name } }));
  });
  if (!collected) {
    await recordCheck(actor);
    throw new AppError("CODE_WRONG");
  }
  await resetAttempts(actor.storeDeviceId);
  return collected;
}
