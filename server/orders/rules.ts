import type { FulfilmentKind } from "@/server/cart/schema";
import { type Money, multiplyMoney, sumMoney } from "@/server/platform/money";
import type { PickupStatus } from "./pickup/schema";
import { computeContainedVat } from "./quote/rules";
import type {
  FulfilmentDisplayStatus,
  FulfilmentStatus,
  OrderLineRow,
  OrderState,
  OrderStatus,
  VatPart,
} from "./schema";

/**
 * Every move a shipment or a register sale may make; anything else is refused. A pickup's moves have a table of their
 * own.
 */
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

export const canMoveFulfilment = (from: FulfilmentStatus, to: FulfilmentStatus): boolean =>
  fulfilmentMoves[from].includes(to);

/** The statuses that may move to `to`: the guard of the moving statement. */
export const getFulfilmentSources = (to: FulfilmentStatus): FulfilmentStatus[] =>
  fulfilmentStatuses.filter((from) => canMoveFulfilment(from, to));

const orderMoves: Record<OrderState, readonly OrderState[]> = {
  awaiting: ["placed", "void"],
  // a late payment restores an order when its items are still there
  void: ["placed"],
  placed: [],
};
export const canMoveOrder = (from: OrderState, to: OrderState): boolean => orderMoves[from].includes(to);
export const getOrderSources = (to: OrderState): OrderState[] =>
  (Object.keys(orderMoves) as OrderState[]).filter((from) => canMoveOrder(from, to));

/**
 * Maps the status of a shipment, a register sale or a pickup to what its buyer sees. An unclaimed one is only received;
 * `isTaken` tells it for a shipment.
 */
export function toDisplayStatus(
  kind: FulfilmentKind,
  { status, isTaken, pickup }: { status: FulfilmentStatus; isTaken: boolean; pickup: PickupStatus | null },
): FulfilmentDisplayStatus {
  if (kind === "pickup" && pickup) {
    if (pickup === "picking") return "preparing";
    return pickup === "requested" || pickup === "reserved" ? "received" : pickup;
  }
  if (status === "open") return isTaken ? "preparing" : "received";
  return status === "packed" ? "preparing" : status;
}

/** Whether a fulfilment has not left its store: unclaimed, or in preparation. */
export const isBeforeReady = (shown: FulfilmentDisplayStatus): boolean => shown === "received" || shown === "preparing";

const endedStatuses: FulfilmentDisplayStatus[] = ["cancelled", "declined", "expired"];
const completedStatuses: FulfilmentDisplayStatus[] = ["delivered", "collected", "handed_over"];

/** Derives the status of an order as a whole. `kept` is the quantity neither cancelled nor returned. */
export function toOrderStatus(
  state: OrderState,
  fulfilments: FulfilmentDisplayStatus[],
  { kept, returned }: { kept: number; returned: number },
): OrderStatus {
  if (state === "awaiting") return "awaiting_payment";
  if (state === "void") return "not_paid";
  const active = fulfilments.filter((f) => !endedStatuses.includes(f));
  if (kept === 0) return returned > 0 ? "returned" : "cancelled";
  if (active.length === 0) return "cancelled";
  if (active.every((f) => completedStatuses.includes(f))) return "complete";
  const rest = active.filter((f) => !completedStatuses.includes(f));
  if (rest.every((f) => f === "ready")) return "ready";
  if (rest.every((f) => f === "sent")) return "on_the_way";
  if (rest.some((f) => f === "ready")) return "partly_ready";
  return rest.some((f) => f === "preparing") ? "preparing" : "received";
}

type DueLine = {
  kind: FulfilmentKind;
  quantity: number;
  cancelled: number;
  returned: number;
  priceMinor: number;
  currency: string;
};

/** The quantity of a line its buyer keeps: neither cancelled nor returned. */
export const getKeptQuantity = (l: Pick<DueLine, "quantity" | "cancelled" | "returned">): number =>
  l.quantity - l.cancelled - l.returned;

/**
 * Derives what became of a line's returned items and which line it replaces: how many were exchanged, how many only
 * returned; `difference` is what the exchange refunded, since the replacement is cheaper.
 */
export function getExchange(line: OrderLineRow, lines: OrderLineRow[]) {
  const exchanged = lines.reduce((sum, l) => sum + (l.insteadOf === line.id ? l.quantity : 0), 0);
  const before = lines.find((l) => l.id === line.insteadOf);
  const each = { ...line.price, minor: (before?.price.minor ?? 0) - line.price.minor };
  return {
    exchanged,
    returned: line.returned - exchanged,
    insteadOf: before && { line: before, difference: multiplyMoney(each, line.quantity) },
  };
}

const getKeptPrice = (l: DueLine): Money =>
  multiplyMoney({ minor: l.priceMinor, currency: l.currency }, getKeptQuantity(l));

/**
 * Sums what was kept, in minor units: a delivery's price stays due once anything was delivered for it, so it is dropped
 * only when every delivered line was cancelled. Throws for lines of two currencies.
 */
export function computeKeptTotals(
  lines: DueLine[],
  deliveryMinor: number,
): { goodsMinor: number; deliveryMinor: number } {
  const delivered = lines.some((l) => l.kind === "deliver" && l.cancelled < l.quantity);
  return {
    goodsMinor: lines[0] ? sumMoney(lines.map(getKeptPrice), lines[0].currency).minor : 0,
    deliveryMinor: delivered ? deliveryMinor : 0,
  };
}

/** The amount due for what was kept, in minor units. */
export function computeDueMinor(lines: DueLine[], deliveryMinor: number): number {
  const kept = computeKeptTotals(lines, deliveryMinor);
  return kept.goodsMinor + kept.deliveryMinor;
}

/**
 * A line with the VAT of the store that sells it: `rateBp` in hundredths of a per cent. `insteadOf`: a replacement's
 * returned line.
 */
export type TaxedLine = DueLine & { country: string; rateBp: number; insteadOf?: string | null };

/** VAT contained in what was kept; the delivery is sold by the store of `sender`. */
function computeVat(lines: TaxedLine[], deliveryMinor: number, sender: TaxedLine | undefined): VatPart[] {
  const gross = new Map<string, { country: string; rateBp: number; minor: number }>();
  const add = ({ country, rateBp }: TaxedLine, minor: number) => {
    const key = `${country} ${rateBp}`;
    gross.set(key, { country, rateBp, minor: minor + (gross.get(key)?.minor ?? 0) });
  };
  for (const l of lines) add(l, l.priceMinor * getKeptQuantity(l));
  const kept = computeKeptTotals(lines, deliveryMinor);
  if (sender) add(sender, kept.deliveryMinor);
  return [...gross.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { minor, ...of }]) => ({ ...of, minor: computeContainedVat(minor, of.rateBp) }));
}

/**
 * Computes the VAT contained in what was kept of an order, by country and rate, in minor units. Of several stores that
 * ship, the delivery is sold by the one with which the whole order contains the `agreed` VAT.
 */
export function computeKeptVat(lines: TaxedLine[], deliveryMinor: number, agreed: VatPart[]): VatPart[] {
  const senders = lines.filter((l) => l.kind === "deliver");
  const ordered = lines.filter((l) => !l.insteadOf);
  const whole = ordered.map((l) => ({ ...l, cancelled: 0, returned: 0 }));
  const fits = (sender: TaxedLine) =>
    computeVat(whole, deliveryMinor, sender).every((v) =>
      agreed.some((a) => a.country === v.country && a.rateBp === v.rateBp && a.minor === v.minor),
    );
  return computeVat(lines, deliveryMinor, senders.find(fits) ?? senders[0]);
}

/** The kinds of timeline entries, in the order in which those of one transaction follow each other. */
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

/** Parses the kind of a timeline entry; null for one that a newer server wrote. */
export const parseEventKind = (kind: string): (typeof eventKinds)[number] | null =>
  eventKinds.find((k) => k === kind) ?? null;
