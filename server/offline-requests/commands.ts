import type { Tx } from "@/db/client";
import { bookIn, bookProcedure, locks } from "@/server/fittings/booking/commands";
import { isOverlap } from "@/server/fittings/booking/queries";
import { cancelIn as cancelFitting } from "@/server/fittings/booking/reschedule";
import { take } from "@/server/inventory/commands";
import { cancelIn as cancelPickup, reserveIn, reserveProcedure } from "@/server/orders/pickup/commands";
import type { Actor, Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, type ErrorCode, isAppError } from "@/server/platform/errors";
import { closeKey, type once, shopperKeyScope } from "@/server/platform/idempotency";
import { log } from "@/server/platform/log";
import type { Announce, Announcement } from "@/server/sync/commit";
import { alternativesFor } from "./queries";
import type { WishAnswer, WishOp } from "./schema";

export type Verdict = { outcome: "applied" | "noop" | "rejected"; reason?: ErrorCode; answer?: WishAnswer };
/** `askedOf` is the shopper (or the guest that became one) for whom it was asked: the keys are that one's. */
type Asked = Pick<Ctx, "regions" | "locale"> & { actor: Actor; op: WishOp; askedOf: string };
type Making = Pick<Ctx, "regions" | "locale"> & {
  announce: Announce;
  actor: ShopperActor;
  askedOf: string;
  once: typeof once;
};

/** Errors of PostgreSQL by which it says that this very input is wrong: another try would meet them again. */
const lasting = /^(22|23|42)/;

function refusalIn(e: unknown): AppError | null {
  if (isAppError(e)) return e;
  if (isOverlap(e)) return new AppError("SLOT_TAKEN");
  const code = (e as { code?: string }).code ?? (e as { cause?: { code?: string } }).cause?.code ?? "";
  if (!lasting.test(code) && !(e instanceof TypeError)) return null;
  log().error({ err: e }, "a wish could not be carried out");
  return new AppError("INTERNAL");
}

/** Runs `work` under a savepoint: a refusal takes back what it did and what it announced, the transaction goes on. */
async function trial<T>(tx: Tx, announce: Announce, work: (tx: Tx, announce: Announce) => Promise<T>) {
  const said: Announcement[] = [];
  try {
    const done = await tx.transaction((inner) => work(inner, (change) => said.push(change)));
    for (const change of said) announce(change);
    return { done };
  } catch (e) {
    const refused = refusalIn(e);
    if (!refused) throw e;
    return { refused };
  }
}

const keyOf = (op: WishOp, askedOf: string) => {
  const pickup = op.name === "wish.pickup" || (op.name === "wish.withdraw" && op.args.kind === "pickup");
  return { scope: shopperKeyScope(askedOf, pickup ? reserveProcedure : bookProcedure), key: op.args.key };
};

/** Carries a wish out with the command that the online way uses; gives the id of what it became. */
async function make(tx: Tx, op: Exclude<WishOp, { name: "wish.withdraw" }>, making: Making): Promise<string> {
  const { announce, actor, regions, locale, once } = making;
  const { key: _, ...args } = op.args;
  const call = { ...keyOf(op, making.askedOf), args };
  if (op.name === "wish.pickup") {
    const work = () => reserveIn(tx, announce, { actor, input: op.args, regions, locale, takeStock: take });
    return (await once(tx, call, work)).id;
  }
  const work = () => bookIn(tx, announce, { actor, input: op.args, regions, locks });
  return (await once(tx, call, work)).fittingId;
}

async function withdraw(tx: Tx, op: Extract<WishOp, { name: "wish.withdraw" }>, making: Making): Promise<Verdict> {
  const { announce, actor } = making;
  const made = (await closeKey(tx, keyOf(op, making.askedOf))) as { id?: string; fittingId?: string } | null;
  if (!made) return { outcome: "noop" };
  const { refused } = await trial(tx, announce, async (inner, say) => {
    if (made.id) await cancelPickup(inner, say, actor, { pickupId: made.id });
    else if (made.fittingId) await cancelFitting(inner, say, actor, made.fittingId);
  });
  // Collected, expired or begun by now: there is nothing to take back.
  return { outcome: refused ? "noop" : "applied" };
}

/**
 * Builds what decides a wish inside a transaction of `commitWithChanges`. It becomes a pick-up or fitting, or it is
 * rejected with the reason of the command and what could be had instead; stock and rooms are touched only by the former.
 * `onlyOnce` is the guard by which the same wish, however it arrives (again, from a forked queue, after an online call
 * whose answer was lost), has one effect. Throws only what another try may mend.
 */
export const decideWith =
  (onlyOnce: typeof once) =>
  async (tx: Tx, announce: Announce, { actor, op, askedOf, regions, locale }: Asked): Promise<Verdict> => {
    if (actor.kind === "linked") return { outcome: "rejected", reason: "SIGN_IN_NEEDED" };
    if (actor.kind !== "guest" && actor.kind !== "customer") return { outcome: "rejected", reason: "NOT_FOUND" };
    const making = { announce, actor, askedOf, regions, locale, once: onlyOnce };
    if (op.name === "wish.withdraw") return withdraw(tx, op, making);
    const { done, refused } = await trial(tx, announce, (inner, say) => make(inner, op, { ...making, announce: say }));
    if (!refused) return { outcome: "applied", answer: { made: done } };
    const alternatives = await alternativesFor(tx, actor.shopperId, op, refused.appCode);
    const { details } = refused;
    return { outcome: "rejected", reason: refused.appCode, answer: { details, ...(alternatives && { alternatives }) } };
  };
