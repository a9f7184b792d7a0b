import { type Money, sumMoney, timesMoney } from "@/server/platform/money";
import { vatIn } from "./quote/rules";
import type { PickupStatus } from "./pickup/schema";
import type {
  FulfilmentKind,
  FulfilmentShown,
  FulfilmentStatus,
  OrderLineRow,
  OrderState,
  OrderStatus,
  VatPart,
} from "./schema";

/** Every move a parcel or a sale at the till may make; what is not here is refused. A pick-up's moves are its own table's. */
const fulfilmentMoves: Record<FulfilmentStatus, readonly FulfilmentStatus[]> = {
  waiting: ["open", "handed_over", "cancelled"],
  open: ["packed", "cancelled"],
  packed: ["open", "sent", "cancelled"],
  sent: ["delivered"],
  delivered: [],
  handed_over: [],
  cancelled: [],
};
export const fulfilmentStatuses = Object.keys(fulfilmentMoves) as FulfilmentStatus[];

export const fulfilmentMayMove = (from: FulfilmentStatus, to: FulfilmentStatus): boolean =>
  fulfilmentMoves[from].includes(to);

/** The statuses from which `to` may be reached: the guard of the statement that moves there. */
export const fulfilmentMovesTo = (to: FulfilmentStatus): FulfilmentStatus[] =>
  fulfilmentStatuses.filter((from) => fulfilmentMayMove(from, to));

const orderMoves: Record<OrderState, readonly OrderState[]> = {
  awaiting: ["placed", "void"],
  // money that comes late brings an order back when its pieces are still there
  void: ["placed"],
  placed: [],
};
export const orderMayMove = (from: OrderState, to: OrderState): boolean => orderMoves[from].includes(to);
export const orderMovesTo = (to: OrderState): OrderState[] =>
  (Object.keys(orderMoves) as OrderState[]).filter((from) => orderMayMove(from, to));

/**
 * How a parcel's, a till sale's or a pick-up's own status is told. Whatever nobody took yet is only received; `isTaken` says so of
 * a parcel.
 */
export function shownOf(
  kind: FulfilmentKind,
  { status, isTaken, pickup }: { status: FulfilmentStatus; isTaken: boolean; pickup: PickupStatus | null },
): FulfilmentShown {
  if (kind === "pickup" && pickup) {
    if (pickup === "picking") return "preparing";
    return pickup === "requested" || pickup === "reserved" ? "received" : pickup;
  }
  if (status === "open") return isTaken ? "preparing" : "received";
  return status === "packed" ? "preparing" : status;
}

/** Whether a part is still with the store that gives it: nobody took it, or it is being prepared. */
export const isBeforeReady = (shown: FulfilmentShown): boolean => shown === "received" || shown === "preparing";

const over: FulfilmentShown[] = ["cancelled", "declined", "expired"];
const done: FulfilmentShown[] = ["delivered", "collected", "handed_over"];

/** What an order as a whole is said to be. `kept` is how many of its pieces are neither cancelled nor returned. */
export function orderStatus(
  state: OrderState,
  fulfilments: FulfilmentShown[],
  { kept, returned }: { kept: number; returned: number },
): OrderStatus {
  if (state === "awaiting") return "awaiting_payment";
  if (state === "void") return "not_paid";
  const living = fulfilments.filter((f) => !over.includes(f));
  if (kept === 0) return returned > 0 ? "returned" : "cancelled";
  if (living.length === 0) return "cancelled";
  if (living.every((f) => done.includes(f))) return "complete";
  const rest = living.filter((f) => !done.includes(f));
  if (rest.every((f) => f === "ready")) return "ready";
  if (rest.every((f) => f === "sent")) return "on_the_way";
  if (rest.some((f) => f === "ready")) return "partly_ready";
  return rest.some((f) => f === "preparing") ? "preparing" : "received";
}

type Due = {
  kind: FulfilmentKind;
  quantity: number;
  cancelled: number;
  returned: number;
  priceMinor: number;
  currency: string;
};

/** How many pieces of a line its buyer keeps: neither given up nor brought back. */
export const keptPieces = (l: Pick<Due, "quantity" | "cancelled" | "returned">): number =>
  l.quantity - l.cancelled - l.returned;

/**
 * What became of a line's pieces that came back, and of which line it is the exchange: how many were exchanged, how many only
 * came back; `difference` is what went back in the exchange, since the new pieces are cheaper.
 */
export function exchangeOf(line: OrderLineRow, lines: OrderLineRow[]) {
  const exchanged = lines.reduce((sum, l) => sum + (l.insteadOf === line.id ? l.quantity : 0), 0);
  const before = lines.find((l) => l.id === line.insteadOf);
  const each = { ...line.price, minor: (before?.price.minor ?? 0) - line.price.minor };
  return {
    exchanged,
    returned: line.returned - exchanged,
    insteadOf: before && { line: before, difference: timesMoney(each, line.quantity) },
  };
}

const keptPrice = (l: Due): Money => timesMoney({ minor: l.priceMinor, currency: l.currency }, keptPieces(l));

/**
 * What was kept costs, in minor units: a delivery's price stays owed once anything was delivered for it, so it goes only
 * when every delivered line was cancelled. Throws for lines of two currencies.
 */
export function keptSums(lines: Due[], deliveryMinor: number): { goodsMinor: number; deliveryMinor: number } {
  const delivered = lines.some((l) => l.kind === "delivery" && l.cancelled < l.quantity);
  return {
    goodsMinor: lines[0] ? sumMoney(lines.map(keptPrice), lines[0].currency).minor : 0,
    deliveryMinor: delivered ? deliveryMinor : 0,
  };
}

/** What the buyer owes for what was kept, in minor units. */
export function dueMinor(lines: Due[], deliveryMinor: number): number {
  const kept = keptSums(lines, deliveryMinor);
  return kept.goodsMinor + kept.deliveryMinor;
}

/** A line with the VAT of the store that sells it: `rateBp` in hundredths of a per cent. `insteadOf`: given in an exchange. */
export type Taxed = Due & { country: string; rateBp: number; insteadOf?: string | null };

/** VAT contained in what was kept; the delivery is sold by the store of `sender`. */
function vatFrom(lines: Taxed[], deliveryMinor: number, sender: Taxed | undefined): VatPart[] {
  const gross = new Map<string, { country: string; rateBp: number; minor: number }>();
  const add = ({ country, rateBp }: Taxed, minor: number) => {
    const key = `${country} ${rateBp}`;
    gross.set(key, { country, rateBp, minor: minor + (gross.get(key)?.minor ?? 0) });
  };
  for (const l of lines) add(l, l.priceMinor * keptPieces(l));
  const kept = keptSums(lines, deliveryMinor);
  if (sender) add(sender, kept.deliveryMinor);
  return [...gross.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { minor, ...of }]) => ({ ...of, minor: vatIn(minor, of.rateBp) }));
}

/**
 * VAT contained in what was kept of an order, by country and rate, in minor units. Of several stores that send, that one
 * sells the delivery with which the whole order contains the VAT that was `agreed` to.
 */
export function keptVat(lines: Taxed[], deliveryMinor: number, agreed: VatPart[]): VatPart[] {
  const senders = lines.filter((l) => l.kind === "delivery");
  const ordered = lines.filter((l) => !l.insteadOf);
  const whole = ordered.map((l) => ({ ...l, cancelled: 0, returned: 0 }));
  const fits = (sender: Taxed) =>
    vatFrom(whole, deliveryMinor, sender).every((v) =>
      agreed.some((a) => a.country === v.country && a.rateBp === v.rateBp && a.minor === v.minor),
    );
  return vatFrom(lines, deliveryMinor, senders.find(fits) ?? senders[0]);
}

/** The entries of a timeline, in the order in which those of one transaction follow each other. */
export const eventKinds = [
  "ordered",
  "paid",
  "payment_failed",
  "void",
  "packed",
  "sent",
  "delivered",
  "pickup_ready",
  "collected",
  "handed_over",
  "line_declined",
  "cancelled",
  "returned",
  "exchanged",
  "refund",
  "refunded",
] as const;

/** What an entry of the timeline is called; null for one that a newer server wrote. */
export const knownEvent = (kind: string): (typeof eventKinds)[number] | null =>
  eventKinds.find((k) => k === kind) ?? null;
