import { parseCode, parseSixDigits, pickupPrefix } from "@/server/platform/code";
import { type Money, multiplyMoney, sumMoney } from "@/server/platform/money";
import type { PickupLineStatus, PickupStatus } from "./schema";

/** Settings of reservations: what one person may keep from others at once, over all stores. */
export const maxReservationQuantity = 10;
export const maxOpenPickups = 3;
/** Wrong hand-over codes a tablet may type in `triesWindowMinutes`. */
export const maxCodeAttempts = 10;
export const attemptWindowMinutes = 10;

/** The shopper is reminded this many hours before the time ends, but not before this hour on the store's wall. */
export const remindHours = 5;
export const remindNotBeforeHour = 9;

/** Every move a pick-up may make; what is not here is refused. */
const pickupMoves: Record<PickupStatus, readonly PickupStatus[]> = {
  requested: ["reserved", "declined", "cancelled"],
  reserved: ["picking", "declined", "cancelled", "expired"],
  picking: ["reserved", "ready", "declined", "cancelled", "expired"],
  ready: ["collected", "cancelled", "expired"],
  collected: [],
  declined: [],
  cancelled: [],
  expired: [],
};
export const pickupStatuses = Object.keys(pickupMoves) as PickupStatus[];

/** Whether a pick-up may go from one status to another. */
export const canMovePickup = (from: PickupStatus, to: PickupStatus): boolean => pickupMoves[from].includes(to);

/** The statuses from which `to` may be reached: the guard of the statement that moves there. */
export const getPickupSources = (to: PickupStatus): PickupStatus[] =>
  pickupStatuses.filter((from) => canMovePickup(from, to));

/** Whether it still holds pieces for the shopper. */
export const isOpen = (status: PickupStatus): boolean => pickupMoves[status].length > 0;
export const openStatuses = pickupStatuses.filter(isOpen);

/** The store may say so of a line while it picks: found, not found, or neither (undo). */
export const lineMoves: Record<PickupLineStatus, readonly PickupLineStatus[]> = {
  reserved: ["picked", "declined"],
  picked: ["reserved", "declined"],
  declined: ["reserved"],
};

/** Whether picking is done: every line found or declined, and at least one found. */
export const canBeReady = (lines: { status: PickupLineStatus }[]): boolean =>
  lines.every((l) => l.status !== "reserved") && lines.some((l) => l.status === "picked");

/** What is paid for a pick-up at its hand-over: all that was found, at the prices at which it was reserved. */
export function computeDue(lines: { status: PickupLineStatus; price: Money; quantity: number }[]): Money {
  const found = lines.filter((l) => l.status !== "declined");
  return sumMoney(
    found.map((l) => multiplyMoney(l.price, l.quantity)),
    found[0]?.price.currency ?? "",
  );
}

/** One tap keeps it longer, once, while it is open. */
export const canExtend = (pickup: { status: PickupStatus; extendedAt: string | null }): boolean =>
  isOpen(pickup.status) && pickup.status !== "requested" && pickup.extendedAt === null;

/** What the QR at hand-over says. */
export const buildHandOverText = (pickup: { id: string; code: string }): string =>
  `${pickupPrefix}${pickup.id}:${pickup.code}`;

/** Reads a hand-over QR, or six digits however they are spaced; null when it is neither. */
export function parseHandOverText(text: string): { pickupId?: string; code: string } | null {
  const read = parseCode(text);
  if (read.kind === "pickup") return { pickupId: read.pickupId, code: read.code };
  const code = parseSixDigits(text);
  return code ? { code } : null;
}

/** "Leyla H.": enough to call out a name in a store. */
export function toShortName(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1)?.[0];
  return last ? `${first} ${last.toLocaleUpperCase()}.` : first;
}
