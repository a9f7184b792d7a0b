import { pickupPrefix, readCode, readSixDigits } from "@/server/platform/code";
import { type Money, sumMoney, timesMoney } from "@/server/platform/money";
import type { PickupLineStatus, PickupStatus } from "./schema";

/** Settings of reservations: what one person may keep from others at once, over all stores. */
export const maxPieces = 10;
export const maxOpenPickups = 3;
/** Wrong hand-over codes a tablet may type in `triesWindowMinutes`. */
export const maxCodeTries = 10;
export const triesWindowMinutes = 10;

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
export const mayMove = (from: PickupStatus, to: PickupStatus): boolean => pickupMoves[from].includes(to);

/** The statuses from which `to` may be reached: the guard of the statement that moves there. */
export const movesTo = (to: PickupStatus): PickupStatus[] => pickupStatuses.filter((from) => mayMove(from, to));

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
export function dueOf(lines: { status: PickupLineStatus; price: Money; quantity: number }[]): Money {
  const found = lines.filter((l) => l.status !== "declined");
  return sumMoney(
    found.map((l) => timesMoney(l.price, l.quantity)),
    found[0]?.price.currency ?? "",
  );
}

/** One tap keeps it longer, once, while it is open. */
export const canExtend = (pickup: { status: PickupStatus; extendedAt: string | null }): boolean =>
  isOpen(pickup.status) && pickup.status !== "requested" && pickup.extendedAt === null;

/** What the QR at hand-over says. */
export const handOverText = (pickup: { id: string; code: string }): string =>
  `${pickupPrefix}${pickup.id}:${pickup.code}`;

/** Reads a hand-over QR, or six digits however they are spaced; null when it is neither. */
export function readHandOver(text: string): { pickupId?: string; code: string } | null {
  const read = readCode(text);
  if (read.kind === "pickup") return { pickupId: read.pickupId, code: read.code };
  const code = readSixDigits(text);
  return code ? { code } : null;
}

/** "Leyla H.": enough to call out a name in a store. */
export function shortName(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1)?.[0];
  return last ? `${first} ${last.toLocaleUpperCase()}.` : first;
}
