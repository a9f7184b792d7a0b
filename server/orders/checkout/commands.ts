import { and, eq, sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import { checkoutDraft, order } from "@/db/schema/orders";
import type { PaymentStatus } from "@/db/schema/payments";
import { recordTold } from "@/server/identity/consents/commands";
import { refreshPayment } from "@/server/payments/online/commands";
import { stripe } from "@/server/payments/provider";
import { sqlNow } from "@/server/platform/clock";
import { contactOf } from "@/server/platform/contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError, isAppError } from "@/server/platform/errors";
import { keyScope, once } from "@/server/platform/idempotency";
import { semaphore } from "@/server/platform/semaphore";
import { commitWithChanges } from "@/server/sync/commit";
import { endOrder, expireOrders } from "../ending/commands";
import { expireDue } from "../pickup/expiry/commands";
import { assertPayable, placeIn } from "../placing/commands";
import { myOrder } from "../queries";
import { orderReactions } from "../reactions";
import type { OrderId, OrderRow } from "../schema";
import { hostedPage } from "./page/commands";
import { priceOfBag } from "./queries";
import type { CheckoutDraft, DraftInput, Placed, PlaceInput } from "./schema";
import { standingOf } from "./standing/queries";

type Owner = ShopperActor & { kind: "guest" | "customer" };
const procedure = "checkout.place";

function assertOwner({ actor }: Ctx): Owner {
  if (actor.kind !== "guest" && actor.kind !== "customer") throw new AppError("SIGN_IN_NEEDED");
  return actor as Owner;
}

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

/** Whoever goes on with an order may have corrected how they are reached. */
async function correct(orderId: string, { name, email, phone }: DraftInput): Promise<void> {
  const reach = {
    contactName: name,
    email: contactOf(email, env().COUNTRY) ?? "",
    phone: contactOf(phone, env().COUNTRY) ?? "",
  };
  await db()
    .update(order)
    .set(reach)
    .where(and(eq(order.id, orderId), eq(order.state, "awaiting")));
}

/** A rush for the last piece asks for a sweep once, not once a buyer. */
const sweepApartMs = 1_000;
let sweptAt = Number.NEGATIVE_INFINITY;

/** Ends reservations and orders whose time is over, unless that was done just now. Gives how many ended. */
async function sweep(): Promise<number> {
  if (performance.now() - sweptAt < sweepApartMs) return 0;
  sweptAt = performance.now();
  return (await expireDue()) + (await expireOrders());
}

/** Runs `attempt` again when the missing pieces were those of reservations or orders whose time is over. */
async function afterSweep<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (e) {
    const outOfStock = isAppError(e) && e.appCode === "OUT_OF_STOCK";
    if (!outOfStock || (await sweep()) === 0) throw e;
    return attempt();
  }
}

/** Orders written at once: in a rush connections are left for carts, and whoever waited looks again before all that work. */
const turn = semaphore(10);

type Call = { scope: string; key: string; args: { quoteHash: string } };

/** Orders the bag in one transaction, unless it was under this key before. Gives the order's id. */
async function orderBag(ctx: Ctx, { contact }: PlaceInput, call: Call, write: typeof placeIn): Promise<string> {
  const actor = assertOwner(ctx);
  const { shopperId } = actor;
  const { quoteHash } = call.args;
  const country = contact.address?.country || env().COUNTRY;
  const priced = await priceOfBag(shopperId, country);
  assertPayable(priced, quoteHash);
  const buyer = { ownerId: shopperId, channel: "shop" as const, till: null, method: "card_online" as const };
  return commitWithChanges((tx, announce, atLast) =>
    once(
      tx,
      call,
      async () => {
        atLast(() => recordTold(tx, actor, shopperId));
        const how = { contact, locale: ctx.locale, by: { device: actor.device }, atLast };
        return (await write(tx, announce, { ...buyer, priced, ...how })).id;
      },
      atLast,
    ),
  );
}

/**
 * Builds the command by which a shopper orders what is in the cart, as the quote with this hash said. The pieces are held, and
 * the answer names the hosted page to pay on; the cart is emptied when the money came. A repeated `key`, a second tab or the
 * way back from the page gives the same order; an order with other contents that waits for its payment is ended first. Throws
 * what `assertPayable` and `placeIn` throw, and ALREADY_PAID, PAYMENT_UNREACHABLE, IDEMPOTENCY_MISMATCH.
 */
export const placeWith =
  (write: typeof placeIn) =>
  async (ctx: Ctx, input: PlaceInput): Promise<Placed> => {
    const actor = assertOwner(ctx);
    if (!stripe()) throw new AppError("PAYMENT_OFF");
    const { key, quoteHash, contact } = input;
    const call = { scope: keyScope(actor, procedure), key, args: { quoteHash } };
    const { answered, waiting, lack } = await standingOf(actor.shopperId, call);
    if (answered) return hostedPage(ctx, answered);
    if (waiting?.good) {
      await correct(waiting.orderId, contact);
      return hostedPage(ctx, waiting.orderId);
    }
    if (waiting) await endOrder(waiting.orderId, "replaced");
    else if (lack) throw lack;
    const attempt = async (waited: boolean) => {
      const now = waited ? await standingOf(actor.shopperId, call) : null;
      if (now?.lack && !now.waiting) throw now.lack;
      return afterSweep(() => orderBag(ctx, input, call, write));
    };
    const orderId = await turn(attempt).catch(async (e) => {
      // another tab was faster: its order is this one
      const faster = isAppError(e) && ["ORDER_OPEN", "OUT_OF_STOCK"].includes(e.appCode);
      const { waiting: open } = faster ? await standingOf(actor.shopperId, call) : { waiting: null };
      if (!open?.good) throw e;
      return open.orderId;
    });
    return hostedPage(ctx, orderId);
  };

export const place = placeWith(placeIn);

/** The hosted page of an own order that waits for its payment, to go on with it. Throws NOT_FOUND, PAYMENT_UNREACHABLE. */
export async function resume(ctx: Ctx, { orderId }: OrderId): Promise<Placed> {
  await myOrder(ctx, { orderId });
  return hostedPage(ctx, orderId);
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
