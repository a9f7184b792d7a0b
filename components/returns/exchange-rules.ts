import { computeExchangePrice } from "@/server/orders/returns/rules";
import type { ReturnableLine, ReturnReason } from "@/server/orders/returns/schema";
import type { Money } from "@/server/platform/money";

export type ReplacementItem = { variantId: string; quantity: number };
/** The outcome of a return: how many items were exchanged, and which are still to be sold. */
export type ReturnOutcome = { swapped: number; sold: ReplacementItem[] };

/** The replacement of an exchange: its present price and the stock here. */
export type ExchangeItem = { variantId: string; price: Money; here: number };

/** The input of one line: quantity, reason, condition and replacement; "" until chosen. */
export type LineReturn = {
  quantity: number;
  reason: ReturnReason;
  restocked: "shelf" | "damaged";
  instead: ExchangeItem | "" | null;
};

/**
 * How a replacement is given: as an exchange at its price in the order, or by a return and a sale, because it costs
 * more or is out of stock here.
 */
export type ExchangeDecision = { act: "swap"; price: Money } | { act: "sale"; why: "dearer" | "notHere" };

export function decideExchange(line: ReturnableLine, { quantity, instead }: LineReturn): ExchangeDecision | null {
  if (!instead) return null;
  const { price, here } = instead;
  if (here < quantity) return { act: "sale", why: "notHere" };
  const same = price.currency === line.price.currency && line.listed.currency === line.price.currency;
  const minor = same
    ? computeExchangePrice({ paid: line.price.minor, listed: line.listed.minor, wanted: price.minor })
    : null;
  return minor === null ? { act: "sale", why: "dearer" } : { act: "swap", price: { ...price, minor } };
}
