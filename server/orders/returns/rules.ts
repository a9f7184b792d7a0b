import { parseCode, parseOrderNumber } from "@/server/platform/code";
import type { ReturnableState } from "./schema";

/** How long after the hand-over goods may come back. */
export const returnDays = 30;
/** What one order may give back before a manager has to confirm; minor units of its currency. */
export const refundLimitMinor = 20_000;

const dayMs = 86_400_000;

/** Until when a piece received then may come back; both in ms since 1970. */
export const getReturnDeadline = (receivedAt: number): number => receivedAt + returnDays * dayMs;

/**
 * Whether pieces of a line may come back, by the server's clock. A parcel that was sent counts as received: who stands at
 * the counter with the goods in hand has got them.
 */
export function getReturnState(line: { receivedAt: string | null; left: number; now: number }): ReturnableState {
  if (line.left <= 0) return "returned";
  if (!line.receivedAt) return "not_received";
  return line.now < getReturnDeadline(Date.parse(line.receivedAt)) ? "returnable" : "too_late";
}

/**
 * Whether this return needs a second person's PIN: the whole of what this order gives back counts, so that the limit is
 * not passed in slices. An even exchange gives nothing back.
 */
export const needsApproval = (refundMinor: number, givenBackMinor: number): boolean =>
  refundMinor > 0 && refundMinor + givenBackMinor > refundLimitMinor;

/**
 * What a piece given for another one costs in that order, so that only the difference goes back; minor units of one currency.
 * `paid` is what the other one was bought for, `listed` what it costs now, `wanted` what the new one costs now. Pieces of one
 * price are exchanged for nothing, whatever was paid. Never more than was paid; null for a dearer one, which is a sale.
 */
export function computeExchangePrice({
  paid,
  listed,
  wanted,
}: {
  paid: number;
  listed: number;
  wanted: number;
}): number | null {
  if (wanted === listed) return paid;
  if (wanted <= paid) return wanted;
  return wanted < listed ? paid : null;
}

/** What was typed or scanned to find an order: its number, its id (as in a receipt's code), or neither. */
export function parseReceiptText(text: string): { number: number } | { orderId: string } | null {
  const number = parseOrderNumber(text);
  if (number !== null) return { number };
  const read = parseCode(text);
  return read.kind === "receipt" ? { orderId: read.orderId } : null;
}
