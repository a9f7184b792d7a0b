import { computeExchangePrice } from "@/server/orders/returns/rules";
import type { ReturnableLine, ReturnReason } from "@/server/orders/returns/schema";
import type { Money } from "@/server/platform/money";

export type ReplacementItem = { variantId: string; quantity: number };
/** What came of the items beside the return: how many were exchanged in it, and which are still to be sold. */
export type ReturnOutcome = { swapped: number; sold: ReplacementItem[] };

/** What was chosen for an exchange: what it costs now, and how many are free here. */
export type ExchangeItem = { variantId: string; price: Money; here: number };

/** What is said of one line: how many come back, why, in which state, and what is taken instead; "" until it was chosen. */
export type LineReturn = {
  quantity: number;
  reason: ReturnReason;
  restocked: "shelf" | "damaged";
  instead: ExchangeItem | "" | null;
};

/**
 * How a chosen item is given: in one act, at the price that it then has in the order; or by a return and a sale, because it is
 * dearer or not here.
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
