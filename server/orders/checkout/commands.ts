import { sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import type { PaymentStatus } from "@/db/schema/payments";
import { assertOwner } from "@/server/access/actors";
import { refreshPayment } from "@/server/payments/online/commands";
import { createSemaphore } from "@/server/platform/concurrency";
import type { Ctx } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { recordNoticeShown } from "@/server/shoppers/consents/commands";
import { commitWithChanges } from "@/server/sync/commit";
import { assertPayable, insertOrder, resolveContact } from "../lifecycle/place";
import { retryAfterExpiry } from "../lifecycle/retry-after-expiry";
import { revise } from "../lifecycle/revise";
import { voidOrder } from "../lifecycle/void";
import { getOwnOrder } from "../queries";
import { priceCart } from "../quote/queries";
import type { DraftInput } from "../quote/schema";
import type { OrderId, OrderRow } from "../schema";
import { getHostedCheckout } from "./hosted-checkout";
import { getPendingOrderState } from "./pending-order";
import { findDraft } from "./queries";
import type { CheckoutSession, PlaceInput } from "./schema";

const procedure = "checkout.place";

/**
 * Parses the typed contact for the items in the cart as placing the order will, so that errors show beside their field.
 * Returns both values normalised, "" for a missing one. Throws CONTACT_NEEDED, CONTACT_WRONG.
 */
export async function checkContact(ctx: Ctx, contact: DraftInput): Promise<{ email: string; phone: string }> {
  const { shopperId } = assertOwner(ctx);
  const { plan } = await priceCart(shopperId, contact.address?.country);
  const parts = plan.map(({ kind, store }) => ({ kind, country: store.country }));
  const { email, phone } = await resolveContact(db(), parts, { contact, shopperId, regions: ctx.regions });
  return { email, phone };
}

/**
 * Limits concurrent order transactions: in a rush, connections stay free for carts, and waiting buyers check again
 * first.
 */
const runLimited = createSemaphore(10);

type IdempotentCall = { scope: string; key: string; args: { quoteHash: string } };

type PlaceResult = { orderId: string /** Written by this call, with its contact. */; created: boolean };

/** Places an order for the cart in one transaction, unless this key has one. */
async function orderCart(
  ctx: Ctx,
  { contact }: PlaceInput,
  { call, insert }: { call: IdempotentCall; insert: typeof insertOrder },
): Promise<PlaceResult> {
  const actor = assertOwner(ctx);
  const { shopperId } = actor;
  const { quoteHash } = call.args;
  const priced = await priceCart(shopperId, contact.address?.country);
  assertPayable(priced, quoteHash, "card_online");
  const orderTerms = { ownerId: shopperId, channel: "shop" as const, register: null, method: "card_online" as const };
  return commitWithChanges(async (tx, announce, beforeCommit) => {
    let created = false;
    const work = async () => {
      created = true;
      beforeCommit(() => recordNoticeShown(tx, actor, shopperId));
      const terms = {
        contact,
        locale: ctx.locale,
        regions: ctx.regions,
        by: { device: actor.device },
        beforeCommit,
      };
      return (await insert(tx, announce, { ...orderTerms, priced, ...terms })).id;
    };
    return { orderId: await runIdempotent(tx, call, work, beforeCommit), created };
  });
}

/** Continues an existing order with the contact and address of this call. */
async function continueOrder(ctx: Ctx, orderId: string, contact: DraftInput): Promise<CheckoutSession> {
  await revise(orderId, {
    contact,
    locale: ctx.locale,
    regions: ctx.regions,
    by: { device: assertOwner(ctx).device },
  });
  return getHostedCheckout(ctx, orderId);
}

/**
 * Places an order for the cart under the quote with this hash. The items are held, and the
 * result names the hosted page to pay on; the cart is emptied when the payment arrives. A repeated `key`, a second tab
 * or the way back from the page gives the same order, with `contact` as given now (see `revise`); a pending order with
 * other contents is voided first. Throws what `assertPayable`, `insertOrder` and `revise` throw, and ALREADY_PAID,
 * PAYMENT_UNREACHABLE, IDEMPOTENCY_MISMATCH for another quote under the same key.
 */
export async function place(ctx: Ctx, input: PlaceInput, insert = insertOrder): Promise<CheckoutSession> {
  const actor = assertOwner(ctx);
  const { key, quoteHash, contact } = input;
  const call = { scope: buildKeyScope(actor, procedure), key, args: { quoteHash } };
  const { placedOrderId, pending, shortage } = await getPendingOrderState(actor.shopperId, call);
  if (placedOrderId) return continueOrder(ctx, placedOrderId, contact);
  if (pending?.reusable) return continueOrder(ctx, pending.orderId, contact);
  if (pending) await voidOrder(pending.orderId, "replaced");
  else if (shortage) throw shortage;
  const attempt = async (isRetry: boolean) => {
    const now = isRetry ? await getPendingOrderState(actor.shopperId, call) : null;
    if (now?.shortage && !now.pending) throw now.shortage;
    return retryAfterExpiry(() => orderCart(ctx, input, { call, insert }));
  };
  const { orderId, created } = await runLimited(attempt).catch(async (e) => {
    if (!isAppError(e)) throw e;
    // The same call, or another tab, was faster: its order is this one. A free order has emptied the cart by then.
    const { placedOrderId: own, pending: open } = await getPendingOrderState(actor.shopperId, call);
    const others = open?.reusable && ["ORDER_OPEN", "OUT_OF_STOCK"].includes(e.appCode) ? open.orderId : null;
    const faster = own ?? others;
    if (!faster) throw e;
    return { orderId: faster, created: false };
  });
  return created ? getHostedCheckout(ctx, orderId) : continueOrder(ctx, orderId, contact);
}

/**
 * Returns the hosted page of the shopper's own pending order, with the contact and address typed since. Throws
 * NOT_FOUND, PAYMENT_UNREACHABLE and what `revise` throws.
 */
export async function resumePayment(ctx: Ctx, { orderId }: OrderId): Promise<CheckoutSession> {
  const { status, createdAt } = await getOwnOrder(ctx, { orderId });
  const draftNow = status === "awaiting_payment" ? await findDraft(assertOwner(ctx).shopperId) : null;
  if (!draftNow || draftNow.updatedAt <= createdAt) return getHostedCheckout(ctx, orderId);
  const { updatedAt: _, ...contact } = draftNow;
  return continueOrder(ctx, orderId, contact);
}

/** Cancels the shopper's own order before it is paid. Throws NOT_FOUND, ALREADY_PAID, PAYMENT_UNREACHABLE. */
export async function cancelUnpaidOrder(ctx: Ctx, { orderId }: OrderId): Promise<OrderRow> {
  await getOwnOrder(ctx, { orderId });
  await voidOrder(orderId, "cancelled");
  return getOwnOrder(ctx, { orderId });
}

/**
 * The shopper is back from the hosted page: reads the payment from the provider at once, without waiting for a webhook.
 * Returns the order as it stands then. Throws NOT_FOUND for a session of another shopper.
 */
export async function refreshAfterPayment(ctx: Ctx, { sessionId }: { sessionId: string }): Promise<OrderRow> {
  const { shopperId } = assertOwner(ctx);
  const [row] = await runPrepared<{ id: string; orderId: string; status: PaymentStatus }>(sql`
    select p.id, p.order_id as "orderId", p.status from payment p join customer_order o on o.id = p.order_id
    where p.provider_ref = ${sessionId} and o.shopper_id = ${shopperId}`);
  if (!row) throw new AppError("NOT_FOUND");
  if (row.status === "open") await refreshPayment(row.id);
  return getOwnOrder(ctx, row);
}
