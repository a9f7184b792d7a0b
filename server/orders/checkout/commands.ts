import { assertOwner } from "@/server/access/actors";
import { sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import { checkoutDraft } from "@/db/schema/orders";
import type { PaymentStatus } from "@/db/schema/payments";
import { recordTold } from "@/server/shoppers/consents/commands";
import { refreshPayment } from "@/server/payments/online/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { keyScope, once } from "@/server/platform/idempotency";
import { semaphore } from "@/server/platform/semaphore";
import { commitWithChanges } from "@/server/sync/commit";
import { endOrder } from "../void";
import { assertPayable, contactFor, placeIn } from "../place";
import { myOrder } from "../queries";
import { orderReactions } from "../reactions";
import { revise } from "../revise";
import type { OrderId, OrderRow } from "../schema";
import { afterSweep } from "../retry-after-expiry";
import { hostedPage } from "./hosted-checkout";
import { draftOf, priceOfBag } from "../quote/queries";
import type { CheckoutDraft, DraftInput, Placed, PlaceInput } from "../quote/schema";
import { standingOf } from "./pending-order";

const procedure = "checkout.place";

/** Keeps what was typed, for all devices of the shopper. */
export async function saveDraft(ctx: Ctx, input: DraftInput): Promise<CheckoutDraft> {
  const { shopperId, device } = assertOwner(ctx);
  return commitWithChanges(async (tx, announce) => {
    const [row] = await tx
      .insert(checkoutDraft)
      .values({ shopperId, ...input })
      .onConflictDoUpdate({ target: checkoutDraft.shopperId, set: { ...input, updatedAt: sqlNow } })
      .returning();
    if (!row) throw new AppError("INTERNAL");
    const { shopperId: _, ...kept } = row;
    const draft = { ...kept, updatedAt: kept.updatedAt.toISOString() };
    announce({
      scopeId: shopperId,
      kind: "shopper",
      entity: "checkout",
      entityId: shopperId,
      row: draft,
      by: { device },
    });
    return draft;
  });
}

/**
 * Reads what was typed for the goods in the bag as ordering will, so that it is asked where it is typed whose number it is. Gives
 * both in their one form, "" for what was not given. Throws CONTACT_NEEDED, CONTACT_WRONG.
 */
export async function checkContact(ctx: Ctx, contact: DraftInput): Promise<{ email: string; phone: string }> {
  const { shopperId } = assertOwner(ctx);
  const { plan } = await priceOfBag(shopperId, contact.address?.country);
  const parts = plan.map(({ kind, store }) => ({ kind, country: store.country }));
  const { email, phone } = await contactFor(db(), parts, { contact, shopperId, regions: ctx.regions });
  return { email, phone };
}

/** Orders written at once: in a rush connections are left for carts, and whoever waited looks again before all that work. */
const turn = semaphore(10);

type Call = { scope: string; key: string; args: { quoteHash: string } };

type Ordered = { orderId: string /** Written by this very call, with its contact. */; made: boolean };

/** Orders the bag in one transaction, unless it was under this key before. */
async function orderBag(ctx: Ctx, { contact }: PlaceInput, call: Call, write: typeof placeIn): Promise<Ordered> {
  const actor = assertOwner(ctx);
  const { shopperId } = actor;
  const { quoteHash } = call.args;
  const priced = await priceOfBag(shopperId, contact.address?.country);
  assertPayable(priced, quoteHash, "card_online");
  const buyer = { ownerId: shopperId, channel: "shop" as const, till: null, method: "card_online" as const };
  return commitWithChanges(async (tx, announce, atLast) => {
    let made = false;
    const work = async () => {
      made = true;
      atLast(() => recordTold(tx, actor, shopperId));
      const how = { contact, locale: ctx.locale, regions: ctx.regions, by: { device: actor.device }, atLast };
      return (await write(tx, announce, { ...buyer, priced, ...how })).id;
    };
    return { orderId: await once(tx, call, work, atLast), made };
  });
}

/** Goes on with an order that was there before, for whom and where to as it is said now. */
async function goOn(ctx: Ctx, orderId: string, contact: DraftInput): Promise<Placed> {
  await revise(orderId, {
    ...{ contact, locale: ctx.locale, regions: ctx.regions, by: { device: assertOwner(ctx).device } },
  });
  return hostedPage(ctx, orderId);
}

/**
 * Builds the command by which a shopper orders what is in the cart, as the quote with this hash said. The pieces are held, and
 * the answer names the hosted page to pay on; the cart is emptied when the money came. A repeated `key`, a second tab or the
 * way back from the page gives the same order, with `contact` as it is said now (see `revise`); an order with other contents
 * that waits for its payment is ended first. Throws what `assertPayable`, `placeIn` and `revise` throw, and ALREADY_PAID,
 * PAYMENT_UNREACHABLE, IDEMPOTENCY_MISMATCH for another quote under the same key.
 */
export const placeWith =
  (write: typeof placeIn) =>
  async (ctx: Ctx, input: PlaceInput): Promise<Placed> => {
    const actor = assertOwner(ctx);
    const { key, quoteHash, contact } = input;
    const call = { scope: keyScope(actor, procedure), key, args: { quoteHash } };
    const { answered, waiting, lack } = await standingOf(actor.shopperId, call);
    if (answered) return goOn(ctx, answered, contact);
    if (waiting?.good) return goOn(ctx, waiting.orderId, contact);
    if (waiting) await endOrder(waiting.orderId, "replaced");
    else if (lack) throw lack;
    const attempt = async (waited: boolean) => {
      const now = waited ? await standingOf(actor.shopperId, call) : null;
      if (now?.lack && !now.waiting) throw now.lack;
      return afterSweep(() => orderBag(ctx, input, call, write));
    };
    const { orderId, made } = await turn(attempt).catch(async (e) => {
      // another tab was faster: its order is this one
      const faster = isAppError(e) && ["ORDER_OPEN", "OUT_OF_STOCK"].includes(e.appCode);
      const { waiting: open } = faster ? await standingOf(actor.shopperId, call) : { waiting: null };
      if (!open?.good) throw e;
      return { orderId: open.orderId, made: false };
    });
    return made ? hostedPage(ctx, orderId) : goOn(ctx, orderId, contact);
  };

export const place = placeWith(placeIn);

/**
 * The hosted page of an own order that waits for its payment, to go on with it: for whom and where to as the shopper typed since.
 * Throws NOT_FOUND, PAYMENT_UNREACHABLE and what `revise` throws.
 */
export async function resume(ctx: Ctx, { orderId }: OrderId): Promise<Placed> {
  const { status, createdAt } = await myOrder(ctx, { orderId });
  const typed = status === "awaiting_payment" ? await draftOf(assertOwner(ctx).shopperId) : null;
  if (!typed || typed.updatedAt <= createdAt) return hostedPage(ctx, orderId);
  const { updatedAt: _, ...contact } = typed;
  return goOn(ctx, orderId, contact);
}

/** The shopper gives up an order before it is paid. Throws NOT_FOUND, ALREADY_PAID, PAYMENT_UNREACHABLE. */
export async function giveUp(ctx: Ctx, { orderId }: OrderId): Promise<OrderRow> {
  await myOrder(ctx, { orderId });
  await endOrder(orderId, "cancelled");
  return myOrder(ctx, { orderId });
}

/**
 * The shopper is back from the hosted page: the provider is asked at once, so that nothing depends on a webhook. Gives the
 * order as it is then. Throws NOT_FOUND for somebody else's session.
 */
export async function returned(ctx: Ctx, { sessionId }: { sessionId: string }): Promise<OrderRow> {
  const { shopperId } = assertOwner(ctx);
  const [row] = await runPrepared<{ id: string; orderId: string; status: PaymentStatus }>(sql`
    select p.id, p.order_id as "orderId", p.status from payment p join customer_order o on o.id = p.order_id
    where p.provider_ref = ${sessionId} and o.shopper_id = ${shopperId}`);
  if (!row) throw new AppError("NOT_FOUND");
  if (row.status === "open") await refreshPayment(row.id, orderReactions);
  return myOrder(ctx, row);
}
