import { exchangePrice } from "@/server/orders/returns/rules";
import type { ReturnableLine, ReturnReason } from "@/server/orders/returns/schema";
import type { Money } from "@/server/platform/money";

/** What was chosen for an exchange: what it costs now, and how many are free here. */
export type Chosen = { variantId: string; price: Money; here: number };

/** What is said of one line: how many come back, why, in which state, and what is taken instead; "" until it was chosen. */
export type Said = {
  quantity: number;
  reason: ReturnReason;
  restocked: "shelf" | "damaged";
  instead: Chosen | "" | null;
};

/**
 * How a chosen piece is given: in one act, at the price that it then has in the order; or by a return and a sale, because it is
 * dearer or not here.
 */
export type Swap = { act: "swap"; price: Money } | { act: "sale"; why: "dearer" | "notHere" };

export function swapOf(line: ReturnableLine, { quantity, instead }: Said): Swap | null {
  if (!instead) return null;
  const { price, here } = instead;
  if (here < quantity) return { act: "sale", why: "notHere" };
  const same = price.currency === line.price.currency && line.listed.currency === line.price.currency;
  const minor = same ? exchangePrice({ paid: line.price.minor, listed: line.listed.minor, wanted: price.minor }) : null;
  return minor === null ? { act: "sale", why: "dearer" } : { act: "swap", price: { ...price, minor } };
}
