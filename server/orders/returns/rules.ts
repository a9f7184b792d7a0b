import { parseCode, parseOrderNumber } from "@/server/platform/code";
import type { ReturnableState } from "./schema";

/** How many days after the hand-over items may be returned. */
export const returnDays = 30;
/** What one order may refund without a manager's approval; minor units of its currency. */
export const refundLimitMinor = 20_000;

const dayMs = 86_400_000;

/** Until when an item received then may be returned; both in ms since 1970. */
export const getReturnDeadline = (receivedAt: number): number => receivedAt + returnDays * dayMs;

/**
 * Whether items of a line may be returned, by the server's clock. A shipment that was sent counts as received: a buyer
 * who brings the items has received them.
 */
export function getReturnState(line: { receivedAt: string | null; left: number; now: number }): ReturnableState {
  if (line.left <= 0) return "returned";
  if (!line.receivedAt) return "not_received";
  return line.now < getReturnDeadline(Date.parse(line.receivedAt)) ? "returnable" : "too_late";
}

/**
 * Whether this return needs a second person's PIN: all refunds of the order count, so that splitting a return does not
 * evade the limit. An even exchange refunds nothing.
 */
export const needsApproval = (refundMinor: number, givenBackMinor: number): boolean =>
  refundMinor > 0 && refundMinor + givenBackMinor > refundLimitMinor;

/**
 * Computes the price of a replacement in the order, so that only the difference is refunded; minor units of one
 * currency. `paid` is what the returned item was bought for, `listed` its current price, `wanted` the replacement's
 * current price. Items of one price are exchanged without a refund, whatever was paid. Never more than was paid; null
 * for a more expensive one, which is a sale.
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

/** Parses what was typed or scanned to find an order: its number, its id (as in a receipt's code), or neither. */
export function parseReceiptText(text: string): { number: number } | { orderId: string } | null {
  const number = parseOrderNumber(text);
  if (number !== null) return { number };
  const read = parseCode(text);
  return read.kind === "receipt" ? { orderId: read.orderId } : null;
}
