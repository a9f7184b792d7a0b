import type { Tx } from "@/db/client";
import { cancelInTransaction as cancelFitting } from "@/server/fittings/booking/cancel";
import { bookInTransaction, bookingLocks, bookProcedure } from "@/server/fittings/booking/commands";
import { isOverlap } from "@/server/fittings/booking/queries";
import { cancelInTransaction as cancelPickup } from "@/server/orders/pickup/commands";
import { reserveInTransaction, reserveProcedure } from "@/server/orders/pickup/reserve";
import type { Actor, Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, type ErrorCode, isAppError } from "@/server/platform/errors";
import { buildShopperKeyScope, revokeKey, runIdempotent } from "@/server/platform/idempotency";
import { log } from "@/server/platform/log";
import { inSavepoint } from "@/server/platform/transaction";
import type { Announce, Announcement } from "@/server/sync/commit";
import { findRequestAlternatives } from "./queries";
import type { OfflineRequestOp, OfflineRequestResult } from "./schema";

export type Verdict = { outcome: "applied" | "noop" | "rejected"; reason?: ErrorCode; answer?: OfflineRequestResult };
/** `requesterId` is the shopper (or the guest merged into one) who made the request: the keys belong to it. */
type RequestContext = Pick<Ctx, "regions" | "locale"> & { actor: Actor; op: OfflineRequestOp; requesterId: string };
type ExecutionContext = Pick<Ctx, "regions" | "locale"> & {
  announce: Announce;
  actor: ShopperActor;
  requesterId: string;
};

/** PostgreSQL's errors that say the input itself is wrong: a retry would meet them again. */
const permanentSqlState = /^(22|23|42)/;

function toRefusal(e: unknown): AppError | null {
  if (isAppError(e)) return e;
  if (isOverlap(e)) return new AppError("SLOT_TAKEN");
  const code = (e as { code?: string }).code ?? (e as { cause?: { code?: string } }).cause?.code ?? "";
  if (!permanentSqlState.test(code) && !(e instanceof TypeError)) return null;
  log().error({ err: e }, "an offline request failed");
  return new AppError("INTERNAL");
}

/** Runs `work` under a savepoint: a refusal rolls back its writes and announcements, and the transaction continues. */
async function runInSavepoint<T>(tx: Tx, announce: Announce, work: (tx: Tx, announce: Announce) => Promise<T>) {
  const announced: Announcement[] = [];
  try {
    const done = await inSavepoint(tx, () => work(tx, (change) => announced.push(change)));
    for (const change of announced) announce(change);
    return { done };
  } catch (e) {
    const refused = toRefusal(e);
    if (!refused) throw e;
    return { refused };
  }
}

const keyOf = (op: OfflineRequestOp, requesterId: string) => {
  const pickup = op.name === "request.pickup" || (op.name === "request.withdraw" && op.args.kind === "pickup");
  return { scope: buildShopperKeyScope(requesterId, pickup ? reserveProcedure : bookProcedure), key: op.args.key };
};

/** Processes a request with the command of the online call; returns the id of the result. */
async function createFromRequest(
  tx: Tx,
  op: Exclude<OfflineRequestOp, { name: "request.withdraw" }>,
  context: ExecutionContext,
): Promise<string> {
  const { announce, actor, regions, locale } = context;
  const { key: _, ...args } = op.args;
  const call = { ...keyOf(op, context.requesterId), args };
  if (op.name === "request.pickup") {
    const work = () => reserveInTransaction(tx, announce, { actor, input: op.args, regions, locale });
    return (await runIdempotent(tx, call, work)).id;
  }
  const work = () => bookInTransaction(tx, announce, { actor, input: op.args, regions, locks: bookingLocks });
  return (await runIdempotent(tx, call, work)).fittingId;
}

async function withdrawRequest(
  tx: Tx,
  op: Extract<OfflineRequestOp, { name: "request.withdraw" }>,
  context: ExecutionContext,
): Promise<Verdict> {
  const { announce, actor } = context;
  const createdId = (await revokeKey(tx, keyOf(op, context.requesterId))) as { id?: string; fittingId?: string } | null;
  if (!createdId) return { outcome: "noop" };
  const { refused } = await runInSavepoint(tx, announce, async (inner, collect) => {
    if (createdId.id) await cancelPickup(inner, collect, { actor, input: { pickupId: createdId.id } });
    else if (createdId.fittingId) await cancelFitting(inner, collect, { actor, fittingId: createdId.fittingId });
  });
  // Collected, expired or begun by now: there is nothing to cancel.
  return { outcome: refused ? "noop" : "applied" };
}

/**
 * Decides a request inside a transaction of `commitWithChanges`. It becomes a pickup or
 * fitting, or it is rejected with the command's error and alternatives; only the former touches stock and rooms.
 * Its key gives one request, however it arrives (again, from a forked queue, after an online call
 * whose answer was lost), one effect. Throws only errors that a retry may resolve.
 */
export async function decideOfflineRequest(
  tx: Tx,
  announce: Announce,
  { actor, op, requesterId, regions, locale }: RequestContext,
): Promise<Verdict> {
  if (actor.kind === "linked") return { outcome: "rejected", reason: "UNAUTHENTICATED" };
  if (actor.kind !== "guest" && actor.kind !== "customer") return { outcome: "rejected", reason: "NOT_FOUND" };
  const context = { announce, actor, requesterId, regions, locale };
  if (op.name === "request.withdraw") return withdrawRequest(tx, op, context);
  const { done, refused } = await runInSavepoint(tx, announce, (inner, collect) =>
    createFromRequest(inner, op, { ...context, announce: collect }),
  );
  if (!refused) return { outcome: "applied", answer: { made: done } };
  const alternatives = await findRequestAlternatives(tx, actor.shopperId, { op, reason: refused.appCode });
  const { details } = refused;
  return { outcome: "rejected", reason: refused.appCode, answer: { details, ...(alternatives && { alternatives }) } };
}
