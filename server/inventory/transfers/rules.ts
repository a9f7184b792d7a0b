import { type Money, sumsByCurrency, timesMoney } from "@/server/platform/money";
import type { DifferenceReason, TransferStatus } from "./schema";

/** Every move a transfer may make; what is not here is refused. */
const transferMoves: Record<TransferStatus, readonly TransferStatus[]> = {
  sent: ["received", "cancelled"],
  received: [],
  cancelled: [],
};
export const transferStatuses = Object.keys(transferMoves) as TransferStatus[];

/** Whether a transfer may go from one status to another. */
export const mayMove = (from: TransferStatus, to: TransferStatus): boolean => transferMoves[from].includes(to);

/** The statuses from which `to` may be reached: the guard of the statement that moves there. */
export const movesTo = (to: TransferStatus): TransferStatus[] => transferStatuses.filter((from) => mayMove(from, to));

/** The reasons that fit a difference; none where there is none. */
export function fittingReasons(sent: number, received: number): DifferenceReason[] {
  if (received === sent) return [];
  return received < sent ? ["missing", "damaged"] : ["surplus"];
}

/** Whether a line says why it differs, exactly when it does. */
export function differenceFits(sent: number, received: number, difference: DifferenceReason | null): boolean {
  const reasons = fittingReasons(sent, received);
  return difference === null ? reasons.length === 0 : reasons.includes(difference);
}

/** What the pieces that did not arrive are worth, at today's prices, by currency. Surplus makes up for nothing. */
export const missingWorth = (lines: { sent: number; received: number; price: Money }[]): Money[] =>
  sumsByCurrency(lines.filter((l) => l.received < l.sent).map((l) => timesMoney(l.price, l.sent - l.received)));
