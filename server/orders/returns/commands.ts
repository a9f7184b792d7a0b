import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import { recordAudit } from "@/server/audit/commands";
import { grantedScopes } from "@/server/assistance/queries";
import { takeApproval } from "@/server/staff/approvals";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { enoughFree } from "@/server/inventory/commands";
import { exchangePiecesWith } from "@/server/inventory/restock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { keyScope, once } from "@/server/platform/idempotency";
import { type Money, sumMoney, timesMoney } from "@/server/platform/money";
import { inTransaction } from "@/server/platform/transaction";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { announceOrder, tellOrder } from "../events";
import { settle } from "../refund-difference";
import { afterSweep } from "../retry-after-expiry";
import { addGiven, type Given, priceGiven } from "./exchange";
import { findReturn, openDrawer, receivedAt, returnableOf } from "./queries";
import { needsSecondPin, returnDays } from "./rules";
import type { ReturnableOrder, ReturnedGoods, ReturnGoods } from "./schema";

type Wanted = ReturnGoods["lines"][number];
type Taken = { lineId: string; variantId: string; price: Money } & Wanted;

/** The guard that lets a piece come back once: not more pieces than were bought, given up and returned ones counted. */
export const stillOut = (quantity: number): SQL =>
  sql`l.cancelled_quantity + l.returned_quantity + ${quantity} <= l.quantity`;

/** Marks pieces of one line as returned in one guarded statement. Throws WRONG_STATUS, or NOT_FOUND for another order's line. */
async function markReturned(tx: Tx, orderId: string, wanted: Wanted, guard: (quantity: number) => SQL): Promise<Taken> {
  const { lineId, quantity } = wanted;
  const [marked] = await tx.execute<{ variant_id: string; price_minor: number; currency: string }>(sql`
    update order_line l set returned_quantity = l.returned_quantity + ${quantity}
    from fulfilment f left join pickup pk on pk.id = f.id
    where l.id = ${lineId} and l.order_id = ${orderId} and f.id = l.fulfilment_id and ${guard(quantity)}
      and ${receivedAt} > clock_now() - make_interval(days => ${returnDays})
    returning l.variant_id, l.price_minor, l.currency`);
  if (marked)
    return { ...wanted, variantId: marked.variant_id, price: { minor: marked.price_minor, currency: marked.currency } };
  const line = (await findReturn({ orderId }, tx)).lines.find((l) => l.lineId === lineId);
  if (!line) throw new AppError("NOT_FOUND");
  throw new AppError("WRONG_STATUS", { status: line.state, left: line.left });
}

/** What came back, what is given for it, and what goes back in all: never more than the pieces were bought for. */
type Goods = { lines: Taken[]; given: Given[]; refund: Money };

const worthOf = (pieces: { price: Money; quantity: number }[], currency: string): Money =>
  sumMoney(
    pieces.map(({ price, quantity }) => timesMoney(price, quantity)),
    currency,
  );

/** Marks what comes back and prices what is given for it. Throws what `markReturned` and `priceGiven` throw. */
async function takeLines(
  tx: Tx,
  { orderId, lines: wanted }: Pick<ReturnGoods, "orderId" | "lines">,
  guard: Guards["guard"],
  currency: string,
): Promise<Goods> {
  const lines: Taken[] = [];
  for (const line of [...wanted].sort((a, b) => (a.lineId < b.lineId ? -1 : 1)))
    lines.push(await markReturned(tx, orderId, line, guard));
  const swapped = lines.flatMap(({ instead, ...line }) => (instead ? [{ ...line, instead }] : []));
  const given = await priceGiven(tx, swapped);
  const [back, kept] = [worthOf(lines, currency), worthOf(given, currency)];
  return { lines, given, refund: { ...back, minor: back.minor - kept.minor } };
}

/** Tells the order's timeline what only came back, and what was exchanged. */
async function tell(tx: Tx, actor: ShiftActor, orderId: string, returnId: string, { lines, refund }: Goods) {
  const { staffId } = actor;
  const plain = lines.filter((l) => !l.instead);
  const { minor } = worthOf(plain, refund.currency);
  if (plain.length > 0) await tellOrder(tx, orderId, { kind: "returned", staffId, amountMinor: minor });
  if (plain.length === lines.length) return;
  const difference = refund.minor - minor;
  const amount = difference > 0 ? { amountMinor: difference } : {};
  await tellOrder(tx, orderId, { kind: "exchanged", fulfilmentId: returnId, staffId, ...amount });
}

/** The rows of a return, and those of what was given for it. Gives the return's id. */
async function record(tx: Tx, actor: ShiftActor, orderId: string, goods: Goods): Promise<string> {
  const { storeId, staffId } = actor;
  const { lines, given, refund } = goods;
  const [made] = await tx
    .insert(goodsReturn)
    .values({ orderId, storeId, staffId, refundMinor: refund.minor, currency: refund.currency })
    .returning({ id: goodsReturn.id });
  if (!made) throw new AppError("INTERNAL");
  await tx.insert(goodsReturnLine).values(
    lines.map(({ lineId, quantity, reason, restocked }) => ({
      returnId: made.id,
      orderLineId: lineId,
      quantity,
      reason,
      restocked,
    })),
  );
  await addGiven(tx, actor, { orderId, returnId: made.id, given });
  await tell(tx, actor, orderId, made.id, goods);
  return made.id;
}

const wayBack = (method: ReturnableOrder["method"], minor: number, open: boolean): ReturnedGoods["to"] =>
  method === null || minor === 0 ? "nothing" : method !== "cash" ? "card" : open ? "drawer" : "later";

/** Asks the money back to where it came from; cash comes out of this tablet's drawer, or waits for one. */
async function giveBack(
  tx: Tx,
  actor: ShiftActor,
  { orderId, method, givenBack: { currency } }: ReturnableOrder,
): Promise<Pick<ReturnedGoods, "refund" | "to">> {
  const drawer = method === "cash" ? await openDrawer(actor.storeDeviceId, currency, tx) : null;
  const cash = drawer ? { cashShiftId: drawer } : {};
  const minor = await settle(tx, orderId, { reason: "returned", staffId: actor.staffId, ...cash });
  return { refund: { minor, currency }, to: wayBack(method, minor, drawer !== null) };
}

type Guards = {
  guard: (quantity: number) => SQL;
  enough: (quantity: number) => SQL;
  oncePerKey: typeof once;
};

/** Writes a return down for whoever looks later who did what. */
const audit = (
  tx: Tx,
  actor: ShiftActor,
  orderId: string,
  of: { returnId: string; goods: Goods; before: ReturnableOrder; approvedBy: string | null },
) => {
  const { returnId, goods, before, approvedBy } = of;
  const back = before.lines.reduce((sum, l) => sum + l.returned, 0);
  const lines = goods.lines.map(({ variantId, quantity, reason, restocked, instead }) => ({
    ...{ variantId, quantity, reason, restocked },
    ...(instead ? { instead: instead.variantId } : {}),
  }));
  return recordAudit(tx, actor, {
    action: "return.taken",
    ...{ subjectKind: "order", subjectId: orderId, ...(approvedBy ? { approvedBy } : {}) },
    before: { pieces: back, givenBackMinor: before.givenBack.minor },
    after: {
      pieces: goods.lines.reduce((sum, l) => sum + l.quantity, back),
      givenBackMinor: before.givenBack.minor + goods.refund.minor,
    },
    details: { returnId, lines },
  });
};

/** `returnGoods` behind the given guards; tests show what happens without. */
export const returnGoodsWith =
  ({ guard, enough, oncePerKey }: Guards) =>
  /**
   * Takes pieces of a paid order back in the actor's store, wherever they were bought, and gives others of the same article for
   * them where that was asked: stock, refund of the difference to its source and the order's timeline in one transaction.
   * Throws NOT_FOUND, WRONG_STATUS (details: what stands in the way), APPROVAL_NEEDED for a refund above the limit,
   * IDEMPOTENCY_MISMATCH; in an exchange OUT_OF_STOCK and what `priceGiven` and `addGiven` throw.
   */
  (ctx: Ctx, { key, approvalId, ...args }: ReturnGoods): Promise<ReturnedGoods> => {
    const actor = assertShift(ctx, "serve");
    const { orderId } = args;
    const { storeId, staffId: actorId } = actor;
    const take = async (tx: Tx, announce: Announce): Promise<ReturnedGoods> => {
      // One return of an order at a time, so that the limit sees what others gave back just now.
      await tx.execute(sql`select 1 from customer_order where id = ${orderId} for update`);
      const before = await findReturn({ orderId }, tx);
      const { givenBack } = before;
      const goods = await takeLines(tx, args, guard, givenBack.currency);
      const { minor: amountMinor } = goods.refund;
      const act = { action: "refund", subjectId: orderId, amountMinor } as const;
      const approvedBy = needsSecondPin(amountMinor, givenBack.minor)
        ? await takeApproval(tx, actor, act, approvalId)
        : null;
      const returnId = await record(tx, actor, orderId, goods);
      await exchangePiecesWith(enough)(tx, goods.lines, goods.given, { storeId, referenceId: returnId, actorId });
      await audit(tx, actor, orderId, { returnId, goods, before, approvedBy });
      const money = await giveBack(tx, actor, before);
      await announceOrder(tx, announce, orderId, { staff: actor.name });
      return { returnId, number: before.number, ...money };
    };
    const scope = keyScope(actor, "store.returns.take");
    return afterSweep(() =>
      commitWithChanges((tx, announce) => oncePerKey(tx, { scope, key, args }, () => take(tx, announce))),
    );
  };

export const returnGoods = returnGoodsWith({ guard: stillOut, enough: enoughFree, oncePerKey: once });

/**
 * What the client whom this tablet helps bought and may bring back. A look of its own, written down and shown to the
 * client. Throws NOT_FOUND without a running consent.
 */
export async function ordersOfClient(ctx: Ctx): Promise<ReturnableOrder[]> {
  const actor = assertShift(ctx, "serve");
  const [shopperId] = await grantedScopes(actor);
  if (!shopperId) throw new AppError("NOT_FOUND");
  return inTransaction(async (tx) => {
    const subject = { subjectKind: "shopper", subjectId: shopperId, details: { for: "return" } };
    await recordAudit(tx, actor, { action: "client.history", ...subject });
    return returnableOf(shopperId, tx);
  });
}
