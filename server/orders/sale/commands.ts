import { and, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { getOpenRegisterSession } from "@/server/payments/cash.queries";
import { captureCash } from "@/server/payments/commands";
import { refreshPayment } from "@/server/payments/online/commands";
import { getPayablePayment } from "@/server/payments/queries";
import type { Ctx } from "@/server/platform/context";
import { buildKeyScope, findStoredResult, runIdempotent } from "@/server/platform/idempotency";
import { insertGuest } from "@/server/shoppers/commands";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { getHostedCheckout } from "../checkout/hosted-checkout";
import { findDraft } from "../checkout/queries";
import type { CheckoutSession } from "../checkout/schema";
import { assertPayable, insertOrder } from "../lifecycle/place";
import { retryAfterExpiry } from "../lifecycle/retry-after-expiry";
import { revise } from "../lifecycle/revise";
import { voidOrder } from "../lifecycle/void";
import { type PricedQuote, priceItems } from "../quote/queries";
import type { DraftInput } from "../quote/schema";
import type { OrderId } from "../schema";
import { assertCustomerAccess, getSale, toQuoteItems } from "./queries";
import type { SaleInput, SaleRow } from "./schema";

const procedure = "sale.place";
const noContact: DraftInput = { name: "", email: "", phone: "", address: null };

/** Voids the customer's pending order from another device: this sale replaces it. */
async function voidPendingOrder(shopperId: string): Promise<void> {
  const [row] = await db()
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.shopperId, shopperId), eq(order.state, "awaiting")));
  if (row) await voidOrder(row.id, "replaced");
}

/** Finds the contact that the customer typed on their own device, to avoid asking twice. */
async function findTypedContact(shopperId: string | null): Promise<DraftInput | null> {
  const draft = shopperId ? await findDraft(shopperId) : null;
  if (!draft) return null;
  const { updatedAt: _, ...typed } = draft;
  return typed;
}

/** A delivery or pickup needs an owner: the customer, or a guest created for this sale. */
async function ensureBuyer(tx: Tx, input: SaleInput, locale: Ctx["locale"]): Promise<string | null> {
  if (input.shopperId) return input.shopperId;
  return input.lines.some((l) => l.way.kind !== "in_store") ? insertGuest(tx, locale) : null;
}

/**
 * Continues a sale that was begun under the same key, with the contact given now. A call without a contact keeps the
 * old one.
 */
async function continueSale(
  ctx: Ctx,
  actor: ShiftActor,
  { orderId, contact }: { orderId: string; contact: DraftInput | null },
): Promise<CheckoutSession> {
  const revision = { locale: ctx.locale, by: { staff: actor.name } };
  const subject = { action: "sale.contact", subjectKind: "order", subjectId: orderId } as const;
  if (contact) await revise(orderId, { ...revision, contact }, (tx) => recordAudit(tx, actor, subject));
  return getHostedCheckout(ctx, orderId);
}

type SaleContext = { actor: ShiftActor; input: SaleInput; contact: DraftInput; priced: PricedQuote };

/** Inserts the sale, inside a transaction of `commitWithChanges`. Returns the order's id. */
async function sellInTransaction(
  tx: Tx,
  announce: Announce,
  { ctx, sale: { actor, input, contact, priced } }: { ctx: Ctx; sale: SaleContext },
): Promise<string> {
  const { method } = input;
  const placed = await insertOrder(tx, announce, {
    ownerId: await ensureBuyer(tx, input, ctx.locale),
    channel: "tablet" as const,
    method,
    priced,
    contact,
    register: { storeId: actor.storeId, staffId: actor.staffId },
    locale: ctx.locale,
    by: { staff: actor.name },
  });
  const subject = { subjectKind: "order", subjectId: placed.id };
  await recordAudit(tx, actor, {
    action: "sale.placed",
    ...subject,
    after: { method, totalMinor: placed.total.minor },
  });
  return placed.id;
}

/**
 * Begins a sale at the tablet: the items are held, and it waits for its payment by the hosted page's QR (`url`), a
 * reader or cash; a free sale is done at once. The customer's own draft is used as it is. A repeated `key` gives the
 * same sale, with the contact given now. Throws what `assertPayable`, `insertOrder` and `revise` throw, NOT_FOUND for a
 * customer who is not in assistance here, TILL_CLOSED for cash without an open register, ALREADY_PAID,
 * PAYMENT_UNREACHABLE.
 */
export async function sell(ctx: Ctx, input: SaleInput): Promise<CheckoutSession> {
  const actor = assertShift(ctx, "serve");
  const { key, contact: _, ...args } = input;
  const { shopperId, quoteHash, method } = args;
  await assertCustomerAccess(actor, shopperId);
  const call = { scope: buildKeyScope(actor, procedure), key, args };
  const before = await findStoredResult<string>(call);
  const typed = input.contact ?? (await findTypedContact(shopperId));
  if (before) return continueSale(ctx, actor, { orderId: before, contact: typed });
  if (shopperId) await voidPendingOrder(shopperId);
  const contact = typed ?? noContact;
  const country = input.country ?? (contact.address?.country || undefined);
  const priced = await priceItems(toQuoteItems(input), { ownerId: shopperId, country, registerStoreId: actor.storeId });
  if (method === "cash" && priced.quote.total.minor > 0) await getOpenRegisterSession(actor.storeDeviceId);
  assertPayable(priced, quoteHash, method);
  const sale = { actor, input, contact, priced };
  const attempt = () =>
    commitWithChanges(async (tx, announce) => {
      let created = false;
      const work = () => {
        created = true;
        return sellInTransaction(tx, announce, { ctx, sale });
      };
      return { orderId: await runIdempotent(tx, call, work), made: created };
    });
  const { orderId, made: created } = await retryAfterExpiry(attempt);
  return created ? getHostedCheckout(ctx, orderId) : continueSale(ctx, actor, { orderId, contact: typed });
}

/**
 * Records the cash of a sale: the sale is paid, and items taken along leave the stock. Throws TILL_CLOSED,
 * WRONG_STATUS, NOT_FOUND.
 */
export async function acceptCash(ctx: Ctx, { orderId }: OrderId): Promise<SaleRow> {
  const actor = assertShift(ctx, "serve");
  const sold = await getSale(actor, orderId);
  if (sold.status !== "awaiting_payment" && !sold.payment) return sold;
  const last = await getPayablePayment(orderId);
  const shift = await getOpenRegisterSession(actor.storeDeviceId);
  if (last.status !== "captured")
    await commitWithChanges(async (tx, announce) => {
      const cashPayment = { paymentId: last.id, registerSessionId: shift.id, staffId: actor.staffId };
      const paid = await captureCash(tx, announce, cashPayment);
      const subject = { subjectKind: "order", subjectId: orderId };
      await recordAudit(tx, actor, { action: "sale.cash", ...subject, after: { amountMinor: paid.amountMinor } });
    });
  return getSale(actor, orderId);
}

/** Returns the sale after reading its payment from the provider. Throws NOT_FOUND. */
export async function getSaleStatus(ctx: Ctx, { orderId }: OrderId): Promise<SaleRow> {
  const actor = assertShift(ctx, "serve");
  const before = await getSale(actor, orderId);
  if (before.status !== "awaiting_payment" || before.payment?.method === "cash") return before;
  const last = await getPayablePayment(orderId);
  if (last.status === "open") await refreshPayment(last.id);
  return getSale(actor, orderId);
}

/** Cancels a sale before it is paid. Throws NOT_FOUND, ALREADY_PAID, PAYMENT_UNREACHABLE. */
export async function cancelSale(ctx: Ctx, { orderId }: OrderId): Promise<SaleRow> {
  const actor = assertShift(ctx, "serve");
  await getSale(actor, orderId);
  await voidOrder(orderId, "cancelled");
  await commitWithChanges((tx) =>
    recordAudit(tx, actor, { action: "sale.cancelled", subjectKind: "order", subjectId: orderId }),
  );
  return getSale(actor, orderId);
}
