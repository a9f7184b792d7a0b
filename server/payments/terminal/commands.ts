import { and, desc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { order } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { AuditAction } from "@/server/audit/rules";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { getStore } from "@/server/stores/queries";
import { statusIn } from "../commands";
import { refreshPayment } from "../online/commands";
import { expireSession } from "../online/provider";
import { isTestMode } from "../provider";
import { getPayment } from "../queries";
import type { Payment } from "../schema";
import {
  cancelReaderAction,
  createIntent,
  listProviderReaders,
  presentTestCardAtReader,
  processIntent,
} from "./provider";
import type { ReaderInput, ReaderPayment, ReaderView, TestCardInput } from "./schema";

/** Returns the reader payment of an order sold in the actor's store. Throws NOT_FOUND. */
async function getPaymentSoldHere(actor: ShiftActor, orderId: string): Promise<Payment> {
  const [row] = await db()
    .select({ payment })
    .from(payment)
    .innerJoin(order, eq(order.id, payment.orderId))
    .where(and(eq(order.id, orderId), eq(order.storeId, actor.storeId), eq(payment.method, "card_terminal")))
    .orderBy(desc(payment.createdAt))
    .limit(1);
  if (!row) throw new AppError("NOT_FOUND");
  return row.payment;
}

/** Lists the readers of the actor's store. Throws PAYMENT_DISABLED, PAYMENT_UNREACHABLE. */
export async function listReaders(ctx: Ctx): Promise<ReaderView[]> {
  return listProviderReaders((await getStore(assertShift(ctx, "serve").storeId)).code);
}

/** Returns a reader of the actor's store. Throws NOT_FOUND for those of other stores. */
async function getStoreReader(ctx: Ctx, readerId: string): Promise<ReaderView> {
  const found = (await listReaders(ctx)).find((reader) => reader.id === readerId);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

/**
 * Returns the payment with its PaymentIntent, created when there is none; an intent that is created too late is not
 * used.
 */
async function ensureIntent(p: Payment): Promise<Payment & { providerRef: string }> {
  const ref = p.providerRef ?? (await createIntent(p));
  if (!p.providerRef) {
    const kept = await db()
      .update(payment)
      .set({ providerRef: ref, intentRef: ref })
      .where(and(eq(payment.id, p.id), statusIn(["open"]), isNull(payment.providerRef)))
      .returning({ id: payment.id });
    if (kept.length === 0 && (await getPayment(p.id)).providerRef !== ref) {
      await expireSession(ref);
      throw new AppError("WRONG_STATUS");
    }
  }
  return { ...p, providerRef: ref };
}

const recordReaderAudit = (
  actor: ShiftActor,
  action: AuditAction,
  { input: { orderId, readerId }, amountMinor }: { input: ReaderInput; amountMinor: number },
) => recordAudit(db(), actor, { action, subjectKind: "order", subjectId: orderId, after: { amountMinor, readerId } });

/**
 * Starts the payment at a reader of the store; another reader that waited for it is stopped. Throws NOT_FOUND,
 * WRONG_STATUS when the sale ended, ALREADY_PAID, CONFLICT when the reader cannot, PAYMENT_DISABLED, PAYMENT_UNREACHABLE.
 */
export async function startReaderPayment(ctx: Ctx, input: ReaderInput): Promise<ReaderPayment> {
  const actor = assertShift(ctx, "serve");
  const p = await getPaymentSoldHere(actor, input.orderId);
  const { status } = p.status === "open" ? await refreshPayment(p.id) : p;
  if (status === "captured") throw new AppError("ALREADY_PAID");
  if (status !== "open") throw new AppError("WRONG_STATUS");
  const { id } = await getStoreReader(ctx, input.readerId);
  const { providerRef, amountMinor } = await ensureIntent(p);
  await processIntent(id, providerRef);
  await recordReaderAudit(actor, "payment.reader_asked", { input, amountMinor });
  return { status, waiting: true, failure: null };
}

/**
 * Returns the progress of a reader payment after reading it from the provider. Throws NOT_FOUND, PAYMENT_UNREACHABLE.
 */
export async function getReaderPayment(ctx: Ctx, input: ReaderInput): Promise<ReaderPayment> {
  const before = await getPaymentSoldHere(assertShift(ctx, "serve"), input.orderId);
  const { status } = before.status === "open" ? await refreshPayment(before.id) : before;
  const { failure } = await getPayment(before.id);
  const waiting = status === "open" && (await getStoreReader(ctx, input.readerId)).busy;
  return { status, waiting, failure };
}

/** Stops the reader; the sale stays pending. Throws NOT_FOUND, PAYMENT_UNREACHABLE. */
export async function stopReaderPayment(ctx: Ctx, input: ReaderInput): Promise<ReaderPayment> {
  const actor = assertShift(ctx, "serve");
  const p = await getPaymentSoldHere(actor, input.orderId);
  const { id } = await getStoreReader(ctx, input.readerId);
  await cancelReaderAction(id);
  await recordReaderAudit(actor, "payment.reader_stopped", { input, amountMinor: p.amountMinor });
  return getReaderPayment(ctx, input);
}

/**
 * Presents a test card to a simulated reader; NOT_FOUND outside test mode. Throws CONFLICT when the reader waits for
 * none.
 */
export async function presentTestCard(ctx: Ctx, { card, ...input }: TestCardInput) {
  const actor = assertShift(ctx, "serve");
  const p = await getPaymentSoldHere(actor, input.orderId);
  if (!isTestMode()) throw new AppError("NOT_FOUND");
  const { id } = await getStoreReader(ctx, input.readerId);
  await presentTestCardAtReader(id, card);
  await recordReaderAudit(actor, "payment.test_card", { input, amountMinor: p.amountMinor });
  return getReaderPayment(ctx, input);
}
