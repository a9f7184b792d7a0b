import { type Money, multiplyMoney, sumByCurrency } from "@/server/platform/money";
import type { DifferenceReason, TransferStatus } from "./schema";

/** Every move a transfer may make; anything else is refused. */
const transferMoves: Record<TransferStatus, readonly TransferStatus[]> = {
  sent: ["received", "cancelled"],
  received: [],
  cancelled: [],
};
export const transferStatuses = Object.keys(transferMoves) as TransferStatus[];

/** Whether a transfer may move from one status to another. */
export const canMoveTransfer = (from: TransferStatus, to: TransferStatus): boolean => transferMoves[from].includes(to);

/** The statuses that may move to `to`: the guard of the moving statement. */
export const getTransferSources = (to: TransferStatus): TransferStatus[] =>
  transferStatuses.filter((from) => canMoveTransfer(from, to));

/** The reasons that fit a difference; none where there is none. */
export function allowedReasons(sent: number, received: number): DifferenceReason[] {
  if (received === sent) return [];
  return received < sent ? ["missing", "damaged"] : ["surplus"];
}

/** Whether a line has a reason exactly when it differs. */
export function isReasonAllowed(sent: number, received: number, difference: DifferenceReason | null): boolean {
  const reasons = allowedReasons(sent, received);
  return difference === null ? reasons.length === 0 : reasons.includes(difference);
}

/** Sums the value of missing items, at today's prices, by currency. A surplus offsets nothing. */
export const sumMissingWorth = (lines: { sent: number; received: number; price: Money }[]): Money[] =>
  sumByCurrency(lines.filter((l) => l.received < l.sent).map((l) => multiplyMoney(l.price, l.sent - l.received)));
