import { parsePrice } from "@/server/platform/money";

/** The default currency before the server has answered; it has two digits like all of the shop's. */
export const shopCurrency = "AZN";

/** Parses a typed amount into minor units; null when it is invalid or ambiguous. */
export function parseMinor(text: string, currency: string): number | null {
  const read = parsePrice(text, currency);
  return "minor" in read ? read.minor : null;
}

const banknotes = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** Suggests cash amounts: the exact one, and the next round amounts of notes. */
export function suggestCash(dueMinor: number): number[] {
  const round = banknotes.map((note) => Math.ceil(dueMinor / note) * note);
  return [...new Set([dueMinor, ...round])].sort((a, b) => a - b).slice(0, 4);
}
