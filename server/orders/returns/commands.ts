import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { listGrantedScopes } from "@/server/assistance/queries";
import { recordAudit } from "@/server/audit/commands";
import { exchangeItems } from "@/server/inventory/restock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { type Money, multiplyMoney, sumMoney } from "@/server/platform/money";
import { inTransaction } from "@/server/platform/transaction";
import { consumeApproval } from "@/server/staff/approvals";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { addOrderEvent, announceOrder } from "../events";
import { retryAfterExpiry } from "../lifecycle/retry-after-expiry";
import { refundDifference } from "../refund-difference";
import { insertReplacements, priceReplacements, type ReplacementLine } from "./exchange";
import { findOpenRegister, getReturnableOrder, isReturnable, listReturnableOrders, receivedAtSql } from "./queries";
import { needsApproval, returnDays } from "./rules";
import type { ReturnableOrder, ReturnItemsInput, ReturnResult } from "./schema";

type ReturnLineInput = ReturnItemsInput["lines"][number];
type ReturnedLine = { lineId: string; variantId: string; price: Money } & ReturnLineInput;

/**
 * Marks a quantity of one line as returned in one guarded statement. Throws WRONG_STATUS, or NOT_FOUND for another
 * order's line.
 */
async function markReturned(tx: Tx, orderId: string, requested: ReturnLineInput): Promise<ReturnedLine> {
  const { lineId, quantity } = requested;
  const [marked] = await tx.execute<{ variant_id: string; price_minor: number; currency: string }>(sql`
    update order_line l set returned_quantity = l.returned_quantity + ${quantity}
    from fulfilment f left join pickup pk on pk.id = f.id
    where l.id = ${lineId} and l.order_id = ${orderId} and f.id = l.fulfilment_id and ${isReturnable(quantity)}
      and ${receivedAtSql("f", "pk")} > clock_now() - make_interval(days => ${returnDays})
    returning l.variant_id, l.price_minor, l.currency`);
  if (marked)
    return {
      ...requested,
      variantId: marked.variant_id,
      price: { minor: marked.price_minor, currency: marked.currency },
    };
  const line = (await getReturnableOrder({ orderId }, tx)).lines.find((l) => l.lineId === lineId);
  if (!line) throw new AppError("NOT_FOUND");
  throw new AppError("WRONG_STATUS", { status: line.state, left: line.left });
}

/** The returned lines, their replacements, and the refund: never more than the items were bought for. */
type ReturnContents = { lines: ReturnedLine[]; replacements: ReplacementLine[]; refund: Money };

const sumWorth = (items: { price: Money; quantity: number }[], currency: string): Money =>
  sumMoney(
    items.map(({ price, quantity }) => multiplyMoney(price, quantity)),
    currency,
  );

/** Marks the returned lines and prices their replacements. Throws what `markReturned` and `priceReplacements` throw. */
async function returnLines(
  tx: Tx,
  { orderId, lines: requested }: Pick<ReturnItemsInput, "orderId" | "lines">,
  currency: string,
): Promise<ReturnContents> {
  const lines: ReturnedLine[] = [];
  for (const line of [...requested].sort((a, b) => (a.lineId < b.lineId ? -1 : 1)))
    lines.push(await markReturned(tx, orderId, line));
  const exchanges = lines.flatMap(({ instead, ...line }) => (instead ? [{ ...line, instead }] : []));
  const replacements = await priceReplacements(tx, exchanges);
  const back = sumWorth(lines, currency);
  const kept = sumWorth(replacements, currency);
  return { lines, replacements, refund: { ...back, minor: back.minor - kept.minor } };
}

/** Adds returns and exchanges to the order's timeline. */
async function addReturnEvents(
  tx: Tx,
  actor: ShiftActor,
  { orderId, returnId, contents: { lines, refund } }: { orderId: string; returnId: string; contents: ReturnContents },
) {
  const { staffId } = actor;
  const plain = lines.filter((l) => !l.instead);
  const { minor } = sumWorth(plain, refund.currency);
  if (plain.length > 0) await addOrderEvent(tx, orderId, { kind: "returned", staffId, amountMinor: minor });
  if (plain.length === lines.length) return;
  const difference = refund.minor - minor;
  const amount = difference > 0 ? { amountMinor: difference } : {};
  await addOrderEvent(tx, orderId, { kind: "exchanged", fulfilmentId: returnId, staffId, ...amount });
}

/** Inserts a return and its replacements. Returns the return's id. */
async function insertReturn(
  tx: Tx,
  actor: ShiftActor,
  { orderId, contents }: { orderId: string; contents: ReturnContents },
): Promise<string> {
  const { storeId, staffId } = actor;
  const { lines, replacements, refund } = contents;
  const [inserted] = await tx
    .insert(goodsReturn)
    .values({ orderId, storeId, staffId, refundMinor: refund.minor, currency: refund.currency })
    .returning({ id: goodsReturn.id });
  if (!inserted) throw new AppError("INTERNAL");
  await tx.insert(goodsReturnLine).values(
    lines.map(({ lineId, quantity, reason, restocked }) => ({
      returnId: inserted.id,
      orderLineId: lineId,
      quantity,
      reason,
      restocked,
    })),
  );
  await insertReplacements(tx, actor, { orderId, returnId: inserted.id, given: replacements });
  await addReturnEvents(tx, actor, { orderId, returnId: inserted.id, contents });
  return inserted.id;
}

const toRefundDestination = (method: ReturnableOrder["method"], minor: number, open: boolean): ReturnResult["to"] =>
  method === null || minor === 0 ? "nothing" : method !== "cash" ? "card" : open ? "drawer" : "later";

/** Refunds to the source of the payment; cash comes from this tablet's register, or waits for one. */
async function refundReturn(
  tx: Tx,
  actor: ShiftActor,
  { orderId, method, givenBack: { currency } }: ReturnableOrder,
): Promise<Pick<ReturnResult, "refund" | "to">> {
  const registerSessionId = method === "cash" ? await findOpenRegister(actor.storeDeviceId, currency, tx) : null;
  const cash = registerSessionId ? { registerSessionId } : {};
  const minor = await refundDifference(tx, orderId, { reason: "returned", staffId: actor.staffId, ...cash });
  return { refund: { minor, currency }, to: toRefundDestination(method, minor, registerSessionId !== null) };
}

/** Records a return in the audit log. */
const auditReturn = (
  tx: Tx,
  actor: ShiftActor,
  {
    returnId,
    contents,
    before,
    approvedBy,
  }: { returnId: string; contents: ReturnContents; before: ReturnableOrder; approvedBy: string | null },
) => {
  const back = before.lines.reduce((sum, l) => sum + l.returned, 0);
  const lines = contents.lines.map(({ variantId, quantity, reason, restocked, instead }) => ({
    variantId,
    quantity,
    reason,
    restocked,
    ...(instead ? { instead: instead.variantId } : {}),
  }));
  return recordAudit(tx, actor, {
    action: "return.taken",
    subjectKind: "order",
    subjectId: before.orderId,
    ...(approvedBy ? { approvedBy } : {}),
    before: { pieces: back, givenBackMinor: before.givenBack.minor },
    after: {
      pieces: contents.lines.reduce((sum, l) => sum + l.quantity, back),
      givenBackMinor: before.givenBack.minor + contents.refund.minor,
    },
    details: { returnId, lines },
  });
};

/**
 * Returns items of a paid order in the actor's store, wherever they were bought, and gives the requested replacements
 * of the same product: stock, refund of the difference to its source and the order's timeline in one transaction.
 * Throws NOT_FOUND, WRONG_STATUS (details: the reason), APPROVAL_NEEDED for a refund above the limit,
 * IDEMPOTENCY_MISMATCH; in an exchange OUT_OF_STOCK and what `priceReplacements` and `insertReplacements` throw.
 */
export function returnItems(ctx: Ctx, { key, approvalId, ...args }: ReturnItemsInput): Promise<ReturnResult> {
  const actor = assertShift(ctx, "serve");
  const { orderId } = args;
  const { storeId, staffId: actorId } = actor;
  const returnInTransaction = async (tx: Tx, announce: Announce): Promise<ReturnResult> => {
    // One return of an order at a time, so that the limit counts concurrent refunds.
    await tx.execute(sql`select 1 from customer_order where id = ${orderId} for update`);
    const before = await getReturnableOrder({ orderId }, tx);
    const { givenBack: refunded } = before;
    const contents = await returnLines(tx, args, refunded.currency);
    const { minor: amountMinor } = contents.refund;
    const act = { action: "refund", subjectId: orderId, amountMinor } as const;
    const approvedBy = needsApproval(amountMinor, refunded.minor)
      ? await consumeApproval(tx, actor, act, approvalId)
      : null;
    const returnId = await insertReturn(tx, actor, { orderId, contents });
    await exchangeItems(
      tx,
      {
        storeId,
        referenceId: returnId,
        actorId,
      },
      { returned: contents.lines, replacements: contents.replacements },
    );
    await auditReturn(tx, actor, { returnId, contents, before, approvedBy });
    const money = await refundReturn(tx, actor, before);
    await announceOrder(tx, announce, { orderId, by: { staff: actor.name } });
    return { returnId, number: before.number, ...money };
  };
  const scope = buildKeyScope(actor, "store.returns.take");
  return retryAfterExpiry(() =>
    commitWithChanges((tx, announce) =>
      runIdempotent(tx, { scope, key, args }, () => returnInTransaction(tx, announce)),
    ),
  );
}

/**
 * Lists what the assisted customer bought and may return. The access is logged and shown to the customer. Throws
 * NOT_FOUND without a running consent.
 */
export async function listReturnableOrdersOfCustomer(ctx: Ctx): Promise<ReturnableOrder[]> {
  const actor = assertShift(ctx, "serve");
  const [shopperId] = await listGrantedScopes(actor);
  if (!shopperId) throw new AppError("NOT_FOUND");
  return inTransaction(async (tx) => {
    const subject = { subjectKind: "shopper", subjectId: shopperId, details: { for: "return" } };
    await recordAudit(tx, actor, { action: "client.history", ...subject });
    return listReturnableOrders(shopperId, tx);
  });
}
