import { parsePrice } from "@/server/platform/money";

/** Drawers are counted in it before the server has told; it has the hundredths of all that we sell in. */
export const shopCurrency = "AZN";

/** What somebody typed as an amount, in minor units; null when it is not an amount or can be read two ways. */
export function parseMinor(text: string, currency: string): number | null {
  const read = parsePrice(text, currency);
  return "minor" in read ? read.minor : null;
}

const banknotes = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** Sums that a buyer is likely to hand over: exactly it, and the next sums that notes make up. */
export function suggestCash(dueMinor: number): number[] {
  const round = banknotes.map((note) => Math.ceil(dueMinor / note) * note);
  return [...new Set([dueMinor, ...round])].sort((a, b) => a - b).slice(0, 4);
}
