import { type Money, multiplyMoney, sumByCurrency } from "@/server/platform/money";
import type { DifferenceReason, TransferStatus } from "./schema";

/** Every move a transfer may make; what is not here is refused. */
const transferMoves: Record<TransferStatus, readonly TransferStatus[]> = {
  sent: ["received", "cancelled"],
  received: [],
  cancelled: [],
};
export const transferStatuses = Object.keys(transferMoves) as TransferStatus[];

/** Whether a transfer may go from one status to another. */
export const canMoveTransfer = (from: TransferStatus, to: TransferStatus): boolean => transferMoves[from].includes(to);

/** The statuses from which `to` may be reached: the guard of the statement that moves there. */
export const getTransferSources = (to: TransferStatus): TransferStatus[] =>
  transferStatuses.filter((from) => canMoveTransfer(from, to));

/** The reasons that fit a difference; none where there is none. */
export function allowedReasons(sent: number, received: number): DifferenceReason[] {
  if (received === sent) return [];
  return received < sent ? ["missing", "damaged"] : ["surplus"];
}

/** Whether a line says why it differs, exactly when it does. */
export function isReasonAllowed(sent: number, received: number, difference: DifferenceReason | null): boolean {
  const reasons = allowedReasons(sent, received);
  return difference === null ? reasons.length === 0 : reasons.includes(difference);
}

/** What the pieces that did not arrive are worth, at today's prices, by currency. Surplus makes up for nothing. */
export const sumMissingWorth = (lines: { sent: number; received: number; price: Money }[]): Money[] =>
  sumByCurrency(lines.filter((l) => l.received < l.sent).map((l) => multiplyMoney(l.price, l.sent - l.received)));
