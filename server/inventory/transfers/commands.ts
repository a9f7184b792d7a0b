import { and, asc, eq, inArray, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { stockTransfer, stockTransferLine } from "@/db/schema/stock-documents";
import { assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import type { Money } from "@/server/platform/money";
import { inTransaction } from "@/server/platform/transaction";
import { consumeApproval } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/rules";
import { decreaseOnHand, increaseOnHand } from "../levels";
import { assertKnownVariants } from "../office/commands";
import { assertStockOffice } from "../office/queries";
import { sumByVariant } from "../rules";
import { getTransferSources, isReasonAllowed, sumMissingWorth } from "./rules";
import type { ReceiveTransfer, SendTransfer, TransferId, TransferStatus } from "./schema";

type Transfer = typeof stockTransfer.$inferSelect;
type ReceivedLine = { variantId: string; sent: number; received: number; price: Money };

const toAuditSubject = (transferId: string) => ({ subjectKind: "stock_transfer", subjectId: transferId });

/**
 * Sends items from one store to another: they leave the first store's stock at once and count
 * in no stock until they are received. Throws NOT_FOUND, UNKNOWN_VARIANT, OUT_OF_STOCK (reserved stock stays),
 * BAD_INPUT, IDEMPOTENCY_MISMATCH; then nothing is sent.
 */
export function sendTransfer(
  ctx: Ctx,
  { key, ...args }: SendTransfer,
): Promise<{ transferId: string; number: number }> {
  const actor = assertStockOffice(ctx);
  const { fromStoreId, toStoreId } = args;
  if (fromStoreId === toStoreId) throw new AppError("BAD_INPUT");
  return inTransaction((tx) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "stockOffice.transfers.send"), key, args }, async () => {
      const items = sumByVariant(args.lines);
      await assertKnownVariants(tx, toStoreId, items);
      await assertKnownVariants(tx, fromStoreId, items);
      const [inserted] = await tx
        .insert(stockTransfer)
        .values({ fromStoreId, toStoreId, sentBy: actor.staffId })
        .returning({ id: stockTransfer.id, number: stockTransfer.number });
      if (!inserted) throw new AppError("INTERNAL");
      const lines = items.map(({ variantId, quantity }) => ({ transferId: inserted.id, variantId, sent: quantity }));
      await tx.insert(stockTransferLine).values(lines);
      const cause = { reason: "transfer_out" as const, referenceId: inserted.id, actorId: actor.staffId };
      await decreaseOnHand(tx, fromStoreId, { items, cause });
      const after = { number: inserted.number, fromStoreId, toStoreId, pieces: sumQuantity(items) };
      const entry = {
        action: "stock.transfer.sent" as const,
        ...toAuditSubject(inserted.id),
        storeId: fromStoreId,
        after,
      };
      await recordAudit(tx, actor, entry);
      return { transferId: inserted.id, number: inserted.number };
    }),
  );
}

const sumQuantity = (items: { quantity: number }[]) => items.reduce((sum, p) => sum + p.quantity, 0);

/** The guard of every move: its status allows it. */
const canReach = (to: TransferStatus): SQL => inArray(stockTransfer.status, getTransferSources(to));

/** Moves a transfer in one guarded statement; on a tablet only one to its own store. Throws NOT_FOUND, WRONG_STATUS. */
async function moveTransfer(
  tx: Tx,
  actor: StaffActor,
  { transferId, to, guard }: { transferId: string; to: TransferStatus; guard: SQL },
): Promise<Transfer> {
  const isOwnStore = actor.storeId ? eq(stockTransfer.toStoreId, actor.storeId) : undefined;
  const isHere = and(eq(stockTransfer.id, transferId), isOwnStore);
  const [moved] = await tx
    .update(stockTransfer)
    .set({ status: to, endedBy: actor.staffId, endedAt: sqlNow })
    .where(and(isHere, guard))
    .returning();
  if (moved) return moved;
  const [current] = await tx.select({ status: stockTransfer.status }).from(stockTransfer).where(isHere);
  if (!current) throw new AppError("NOT_FOUND");
  throw new AppError("WRONG_STATUS", { status: current.status });
}

/** Asserts an office session, or a shift on a tablet. Throws NOT_FOUND. */
const assertReceiver = (ctx: Ctx): StaffActor =>
  ctx.actor.kind === "staff" && ctx.actor.surface === "store" ? assertShift(ctx, "serve") : assertStockOffice(ctx);

/**
 * Records received quantities beside the sent ones. Throws BAD_INPUT unless every line is there with a fitting reason.
 */
async function recordReceivedLines(tx: Tx, { transferId, lines }: ReceiveTransfer): Promise<ReceivedLine[]> {
  const sent = await tx
    .select({
      variantId: variant.id,
      sent: stockTransferLine.sent,
      price: { minor: variant.priceMinor, currency: variant.currency },
    })
    .from(stockTransferLine)
    .innerJoin(variant, eq(variant.id, stockTransferLine.variantId))
    .where(eq(stockTransferLine.transferId, transferId))
    .orderBy(asc(stockTransferLine.variantId));
  if (new Set(lines.map((l) => l.variantId)).size !== sent.length || lines.length !== sent.length)
    throw new AppError("BAD_INPUT");
  const counted: ReceivedLine[] = [];
  for (const line of sent) {
    const reported = lines.find((l) => l.variantId === line.variantId);
    if (!reported || !isReasonAllowed(line.sent, reported.received, reported.difference))
      throw new AppError("BAD_INPUT");
    const { received, difference } = reported;
    await tx
      .update(stockTransferLine)
      .set({ received, difference })
      .where(and(eq(stockTransferLine.transferId, transferId), eq(stockTransferLine.variantId, line.variantId)));
    counted.push({ ...line, received });
  }
  return counted;
}

/**
 * Valuable missing items need a second person: in the store a manager's PIN, at the office another person than the
 * sender. Returns the approver. Throws APPROVAL_NEEDED.
 */
async function requireApproval(
  tx: Tx,
  ctx: Ctx,
  { lines, approvalId, moved }: { lines: ReceivedLine[]; approvalId: string | undefined; moved: Transfer },
) {
  const worth = sumMissingWorth(lines);
  // The limit is of one currency: several currencies always need approval.
  const amountMinor = Math.max(0, ...worth.map(({ minor }) => minor));
  if (worth.length < 2 && amountMinor <= writeOffLimitMinor) return null;
  const act = { action: "stock.write_off", subjectId: moved.id, amountMinor } as const;
  if (ctx.surface === "store") return consumeApproval(tx, assertShift(ctx, "serve"), act, approvalId);
  if (moved.sentBy === moved.endedBy) throw new AppError("APPROVAL_NEEDED", { ...act });
  return null;
}

/**
 * Books what was received at the receiving store; missing items stay out of all stock, with
 * their reason on the line. Throws NOT_FOUND, WRONG_STATUS, BAD_INPUT, APPROVAL_NEEDED, IDEMPOTENCY_MISMATCH.
 */
export function receiveTransfer(ctx: Ctx, input: ReceiveTransfer): Promise<{ received: number; missing: number }> {
  const actor = assertReceiver(ctx);
  const { key, approvalId, ...args } = input;
  return inTransaction((tx) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "transfers.receive"), key, args }, async () => {
      const moved = await moveTransfer(tx, actor, {
        transferId: args.transferId,
        to: "received",
        guard: canReach("received"),
      });
      const lines = await recordReceivedLines(tx, input);
      const approvedBy = await requireApproval(tx, ctx, { lines, approvalId, moved });
      const items = sumByVariant(lines.map(({ variantId, received }) => ({ variantId, quantity: received })));
      const cause = { reason: "transfer_in" as const, referenceId: moved.id, actorId: actor.staffId };
      const arrived = items.filter((p) => p.quantity > 0);
      await increaseOnHand(tx, moved.toStoreId, { items: arrived, cause });
      const received = sumQuantity(items);
      const missing = lines.reduce((sum, l) => sum + l.sent, 0) - received;
      await recordAudit(tx, actor, {
        action: "stock.transfer.received",
        ...toAuditSubject(moved.id),
        storeId: moved.toStoreId,
        ...(approvedBy ? { approvedBy } : {}),
        after: { number: moved.number, pieces: received, missing, worth: sumMissingWorth(lines) },
      });
      return { received, missing };
    }),
  );
}

/** Returns a transfer that is still in transit to the store it came from. Throws NOT_FOUND, WRONG_STATUS. */
export function cancelTransfer(ctx: Ctx, { transferId }: TransferId): Promise<{ pieces: number }> {
  const actor = assertStockOffice(ctx);
  return inTransaction(async (tx) => {
    const moved = await moveTransfer(tx, actor, { transferId, to: "cancelled", guard: canReach("cancelled") });
    const rows = await tx
      .select({ variantId: stockTransferLine.variantId, quantity: stockTransferLine.sent })
      .from(stockTransferLine)
      .where(eq(stockTransferLine.transferId, transferId));
    const items = sumByVariant(rows);
    const cause = { reason: "transfer_back" as const, referenceId: transferId, actorId: actor.staffId };
    await increaseOnHand(tx, moved.fromStoreId, { items, cause });
    const after = { number: moved.number, pieces: sumQuantity(items) };
    const entry = {
      action: "stock.transfer.cancelled" as const,
      ...toAuditSubject(transferId),
      storeId: moved.fromStoreId,
    };
    await recordAudit(tx, actor, { ...entry, after });
    return { pieces: sumQuantity(items) };
  });
}
