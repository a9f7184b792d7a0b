import type { FulfilmentKind, FulfilmentShown, FulfilmentStatus, OrderState, OrderStatus } from "./schema";

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

/** How a parcel's, a till sale's or a pick-up's own status is told. */
export function shownOf(kind: FulfilmentKind, status: FulfilmentStatus, pickup: string | null): FulfilmentShown {
  if (kind === "pickup" && pickup) {
    if (pickup === "requested" || pickup === "reserved" || pickup === "picking") return "preparing";
    return pickup as FulfilmentShown;
  }
  return status === "open" || status === "packed" ? "preparing" : status;
}

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
  return rest.some((f) => f === "ready") ? "partly_ready" : "preparing";
}

type Due = { kind: FulfilmentKind; quantity: number; cancelled: number; returned: number; priceMinor: number };

/**
 * What the buyer owes for what was kept, in minor units: a delivery's price stays owed once anything was delivered for it,
 * so it goes back only when every delivered line was cancelled.
 */
export function dueMinor(lines: Due[], deliveryMinor: number): number {
  const goods = lines.reduce((sum, l) => sum + l.priceMinor * (l.quantity - l.cancelled - l.returned), 0);
  const delivered = lines.filter((l) => l.kind === "delivery");
  return goods + (delivered.some((l) => l.cancelled < l.quantity) ? deliveryMinor : 0);
}

const eventKinds = [
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
  "refund",
  "refunded",
] as const;

/** What an entry of the timeline is called; null for one that a newer server wrote. */
export const knownEvent = (kind: string): (typeof eventKinds)[number] | null =>
  eventKinds.find((k) => k === kind) ?? null;
