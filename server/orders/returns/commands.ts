import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import { recordAudit } from "@/server/identity/audit/commands";
import { grantedScopes } from "@/server/identity/client/queries";
import { takeApproval } from "@/server/identity/staff/approvals/commands";
import { assertShift, type ShiftActor } from "@/server/identity/staff/rules";
import { takeBack } from "@/server/inventory/returned/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { keyScope, once } from "@/server/platform/idempotency";
import { type Money, sumMoney, timesMoney } from "@/server/platform/money";
import { inTransaction } from "@/server/platform/transaction";
import { commitWithChanges } from "@/server/sync/commit";
import { announceOrder, tellOrder } from "../announce/commands";
import { settle } from "../settle/commands";
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

async function record(tx: Tx, actor: ShiftActor, orderId: string, lines: Taken[], refund: Money) {
  const { storeId, staffId } = actor;
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
  await tellOrder(tx, orderId, { kind: "returned", staffId, amountMinor: refund.minor });
  return made.id;
}

const wayBack = (method: ReturnableOrder["method"], open: boolean): ReturnedGoods["to"] =>
  method === null ? "nothing" : method !== "cash" ? "card" : open ? "drawer" : "later";

/** Asks the money back to where it came from; cash comes out of this tablet's drawer, or waits for one. */
async function giveBack(
  tx: Tx,
  actor: ShiftActor,
  { orderId, method, givenBack: { currency } }: ReturnableOrder,
): Promise<Pick<ReturnedGoods, "refund" | "to">> {
  const drawer = method === "cash" ? await openDrawer(actor.storeDeviceId, currency, tx) : null;
  const cash = drawer ? { cashShiftId: drawer } : {};
  const minor = await settle(tx, orderId, { reason: "returned", staffId: actor.staffId, ...cash });
  return { refund: { minor, currency }, to: wayBack(method, drawer !== null) };
}

type Guards = { guard: (quantity: number) => SQL; oncePerKey: typeof once };

/** `returnGoods` behind the given guards; tests show what happens without. */
export const returnGoodsWith =
  ({ guard, oncePerKey }: Guards) =>
  /**
   * Takes pieces of a paid order back in the actor's store, wherever they were bought: stock, refund to its source and
   * the order's timeline in one transaction. Throws NOT_FOUND, WRONG_STATUS (details: what stands in the way),
   * APPROVAL_NEEDED for a refund above the limit, IDEMPOTENCY_MISMATCH.
   */
  (ctx: Ctx, { key, approvalId, ...args }: ReturnGoods): Promise<ReturnedGoods> => {
    const actor = assertShift(ctx);
    const { orderId } = args;
    return commitWithChanges((tx, announce) =>
      oncePerKey(tx, { scope: keyScope(actor, "store.returns.take"), key, args }, async () => {
        // One return of an order at a time, so that the limit sees what others gave back just now.
        await tx.execute(sql`select 1 from customer_order where id = ${orderId} for update`);
        const before = await findReturn({ orderId }, tx);
        const lines: Taken[] = [];
        for (const wanted of [...args.lines].sort((a, b) => (a.lineId < b.lineId ? -1 : 1)))
          lines.push(await markReturned(tx, orderId, wanted, guard));
        const prices = lines.map((l) => timesMoney(l.price, l.quantity));
        const refund = sumMoney(prices, before.givenBack.currency);
        const { minor: refundMinor } = refund;
        const act = { action: "refund", subjectId: orderId, amountMinor: refundMinor } as const;
        const approvedBy = needsSecondPin(refundMinor, before.givenBack.minor)
          ? await takeApproval(tx, actor, act, approvalId)
          : null;
        const returnId = await record(tx, actor, orderId, lines, refund);
        await takeBack(tx, lines, { storeId: actor.storeId, referenceId: returnId, actorId: actor.staffId });
        await recordAudit(tx, actor, {
          action: "return.taken",
          subjectKind: "order",
          subjectId: orderId,
          ...(approvedBy ? { approvedBy } : {}),
          before: { givenBackMinor: before.givenBack.minor },
          after: { givenBackMinor: before.givenBack.minor + refundMinor },
          details: {
            returnId,
            lines: lines.map(({ variantId, quantity, reason, restocked }) => ({
              variantId,
              quantity,
              reason,
              restocked,
            })),
          },
        });
        const money = await giveBack(tx, actor, before);
        await announceOrder(tx, announce, orderId, { staff: actor.name });
        return { returnId, number: before.number, ...money };
      }),
    );
  };

export const returnGoods = returnGoodsWith({ guard: stillOut, oncePerKey: once });

/**
 * What the client whom this tablet helps bought and may bring back. A look of its own, written down and shown to the
 * client. Throws NOT_FOUND without a running consent.
 */
export async function ordersOfClient(ctx: Ctx): Promise<ReturnableOrder[]> {
  const actor = assertShift(ctx);
  const [shopperId] = await grantedScopes(actor);
  if (!shopperId) throw new AppError("NOT_FOUND");
  return inTransaction(async (tx) => {
    const subject = { subjectKind: "shopper", subjectId: shopperId, details: { for: "return" } };
    await recordAudit(tx, actor, { action: "client.history", ...subject });
    return returnableOf(shopperId, tx);
  });
}
