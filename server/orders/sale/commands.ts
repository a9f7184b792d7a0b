import { assertShift, type ShiftActor } from "@/server/access/actors";
import { and, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import { recordAudit } from "@/server/audit/commands";
import { newGuest } from "@/server/shoppers/commands";
import { captureCash } from "@/server/payments/commands";
import { openShiftOf } from "@/server/payments/register/cash.queries";
import { refreshPayment } from "@/server/payments/online/commands";
import { payableOf } from "@/server/payments/queries";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { firstAnswer, keyScope, once } from "@/server/platform/idempotency";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { hostedPage } from "../checkout/hosted-checkout";
import { draftOf, type Priced, priceOf } from "../quote/queries";
import type { DraftInput, Placed, SaleInput } from "../quote/schema";
import { endOrder } from "../void";
import { assertPayable, placeIn } from "../place";
import { orderReactions } from "../reactions";
import { revise } from "../revise";
import type { OrderId } from "../schema";
import { afterSweep } from "../retry-after-expiry";
import { askedOf, assertClient, saleById } from "./queries";
import type { SaleRow } from "./schema";

const procedure = "sale.place";
const nobody: DraftInput = { name: "", email: "", phone: "", address: null };

/** Ends what the client has begun elsewhere and not paid: this sale takes its place. */
async function endWaiting(shopperId: string): Promise<void> {
  const [row] = await db()
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.shopperId, shopperId), eq(order.state, "awaiting")));
  if (row) await endOrder(row.id, "replaced");
}

/** What the client typed on their own device; nothing is asked twice. */
async function typedBy(shopperId: string | null): Promise<DraftInput | null> {
  const draft = shopperId ? await draftOf(shopperId) : null;
  if (!draft) return null;
  const { updatedAt: _, ...typed } = draft;
  return typed;
}

/** Goods that do not leave over the counter need somebody whose they are: the client, or a guest made for this sale. */
async function buyerOf(tx: Tx, input: SaleInput, locale: Ctx["locale"]): Promise<string | null> {
  if (input.shopperId) return input.shopperId;
  return input.lines.some((l) => l.way.kind !== "counter") ? newGuest(tx, locale) : null;
}

/** Goes on with a sale that was begun under the same key: for whom and where to as it is said now. Nobody said keeps what is. */
async function goOn(ctx: Ctx, actor: ShiftActor, orderId: string, contact: DraftInput | null): Promise<Placed> {
  const said = { locale: ctx.locale, by: { staff: actor.name } };
  const about = { action: "sale.contact", subjectKind: "order", subjectId: orderId } as const;
  if (contact) await revise(orderId, { ...said, contact }, (tx) => recordAudit(tx, actor, about));
  return hostedPage(ctx, orderId);
}

type Sale = { actor: ShiftActor; input: SaleInput; contact: DraftInput; priced: Priced };

/** Writes the sale, inside a transaction of `commitWithChanges`. Gives the order's id. */
async function sellIn(tx: Tx, announce: Announce, ctx: Ctx, { actor, input, contact, priced }: Sale): Promise<string> {
  const { method } = input;
  const placed = await placeIn(tx, announce, {
    ...{ ownerId: await buyerOf(tx, input, ctx.locale), channel: "tablet" as const, method, priced, contact },
    till: { storeId: actor.storeId, staffId: actor.staffId },
    ...{ locale: ctx.locale, by: { staff: actor.name } },
  });
  const about = { subjectKind: "order", subjectId: placed.id };
  await recordAudit(tx, actor, { action: "sale.placed", ...about, after: { method, totalMinor: placed.total.minor } });
  return placed.id;
}

/**
 * Begins a sale at the tablet: the pieces are held, and it waits for its payment by the hosted page's QR (`url`), a reader or
 * cash; where nothing is to be paid it is done. What the client typed on their own device is used as it is.
 * A repeated `key` gives the same sale, with the contact as it is said now. Throws what `assertPayable`, `placeIn` and `revise` throw, NOT_FOUND for a client who does not ask for help
 * here, TILL_CLOSED for cash without an open till, ALREADY_PAID, PAYMENT_UNREACHABLE.
 */
export async function sell(ctx: Ctx, input: SaleInput): Promise<Placed> {
  const actor = assertShift(ctx, "serve");
  const { key, contact: _, ...args } = input;
  const { shopperId, quoteHash, method } = args;
  await assertClient(actor, shopperId);
  const call = { scope: keyScope(actor, procedure), key, args };
  const [before, typed] = [await firstAnswer<string>(call), input.contact ?? (await typedBy(shopperId))];
  if (before) return goOn(ctx, actor, before, typed);
  if (shopperId) await endWaiting(shopperId);
  const contact = typed ?? nobody;
  const country = input.country ?? (contact.address?.country || undefined);
  const priced = await priceOf(askedOf(input), { ownerId: shopperId, country, tillStoreId: actor.storeId });
  if (method === "cash" && priced.quote.total.minor > 0) await openShiftOf(actor.storeDeviceId);
  assertPayable(priced, quoteHash, method);
  const sale = { actor, input, contact, priced };
  const attempt = () =>
    commitWithChanges(async (tx, announce) => {
      let made = false;
      const work = () => {
        made = true;
        return sellIn(tx, announce, ctx, sale);
      };
      return { orderId: await once(tx, call, work), made };
    });
  const { orderId, made } = await afterSweep(attempt);
  return made ? hostedPage(ctx, orderId) : goOn(ctx, actor, orderId, typed);
}

/** The consultant has the cash in hand: the sale is paid and what was taken along leaves the books. Throws TILL_CLOSED, WRONG_STATUS, NOT_FOUND. */
export async function takeCash(ctx: Ctx, { orderId }: OrderId): Promise<SaleRow> {
  const actor = assertShift(ctx, "serve");
  const sold = await saleById(actor, orderId);
  if (sold.status !== "awaiting_payment" && !sold.payment) return sold;
  const last = await payableOf(orderId);
  const shift = await openShiftOf(actor.storeDeviceId);
  if (last.status !== "captured")
    await commitWithChanges(async (tx, announce) => {
      const taken = { paymentId: last.id, cashShiftId: shift.id, staffId: actor.staffId };
      const paid = await captureCash(tx, announce, taken, orderReactions);
      const about = { subjectKind: "order", subjectId: orderId };
      await recordAudit(tx, actor, { action: "sale.cash", ...about, after: { amountMinor: paid.amountMinor } });
    });
  return saleById(actor, orderId);
}

/** Whether the sale is paid by now; the provider is asked. Throws NOT_FOUND. */
export async function saleStatus(ctx: Ctx, { orderId }: OrderId): Promise<SaleRow> {
  const actor = assertShift(ctx, "serve");
  const before = await saleById(actor, orderId);
  if (before.status !== "awaiting_payment" || before.payment?.method === "cash") return before;
  const last = await payableOf(orderId);
  if (last.status === "open") await refreshPayment(last.id, orderReactions);
  return saleById(actor, orderId);
}

/** Gives up a sale before it is paid. Throws NOT_FOUND, ALREADY_PAID, PAYMENT_UNREACHABLE. */
export async function cancelSale(ctx: Ctx, { orderId }: OrderId): Promise<SaleRow> {
  const actor = assertShift(ctx, "serve");
  await saleById(actor, orderId);
  await endOrder(orderId, "cancelled");
  await commitWithChanges((tx) =>
    recordAudit(tx, actor, { action: "sale.cancelled", subjectKind: "order", subjectId: orderId }),
  );
  return saleById(actor, orderId);
}
