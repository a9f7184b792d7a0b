import { parseCode, parseSixDigits, pickupPrefix } from "@/server/platform/code";
import { type Money, multiplyMoney, sumMoney } from "@/server/platform/money";
import type { PickupLineStatus, PickupStatus } from "./schema";

/** Limits of reservations: what one shopper may hold at once, over all stores. */
export const maxReservationQuantity = 10;
export const maxOpenPickups = 3;
/** Wrong hand-over codes a tablet may type in `attemptWindowMinutes`. */
export const maxCodeAttempts = 10;
export const attemptWindowMinutes = 10;

/** The reminder goes out this many hours before the hold ends, but not before this hour in the store's time zone. */
export const remindHours = 5;
export const remindNotBeforeHour = 9;

/** Every move a pickup may make; anything else is refused. */
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

/** Whether a pickup may move from one status to another. */
export const canMovePickup = (from: PickupStatus, to: PickupStatus): boolean => pickupMoves[from].includes(to);

/** The statuses that may move to `to`: the guard of the moving statement. */
export const getPickupSources = (to: PickupStatus): PickupStatus[] =>
  pickupStatuses.filter((from) => canMovePickup(from, to));

/** Whether the pickup still holds stock for the shopper. */
export const isOpen = (status: PickupStatus): boolean => pickupMoves[status].length > 0;
export const openStatuses = pickupStatuses.filter(isOpen);

/** The moves of a line during picking: found, not found, or neither (undo). */
export const lineMoves: Record<PickupLineStatus, readonly PickupLineStatus[]> = {
  reserved: ["picked", "declined"],
  picked: ["reserved", "declined"],
  declined: ["reserved"],
};

/** Whether picking is done: every line found or declined, and at least one found. */
export const canBeReady = (lines: { status: PickupLineStatus }[]): boolean =>
  lines.every((l) => l.status !== "reserved") && lines.some((l) => l.status === "picked");

/** The amount due at hand-over: everything found, at its reservation price. */
export function computeDue(lines: { status: PickupLineStatus; price: Money; quantity: number }[]): Money {
  const found = lines.filter((l) => l.status !== "declined");
  return sumMoney(
    found.map((l) => multiplyMoney(l.price, l.quantity)),
    found[0]?.price.currency ?? "",
  );
}

/** Whether the shopper may extend it: once, while it is open. */
export const canExtend = (pickup: { status: PickupStatus; extendedAt: string | null }): boolean =>
  isOpen(pickup.status) && pickup.status !== "requested" && pickup.extendedAt === null;

/** The text of the hand-over QR. */
export const buildHandOverText = (pickup: { id: string; code: string }): string =>
  `${pickupPrefix}${pickup.id}:${pickup.code}`;

/** Parses a hand-over QR, or six digits with any spacing; null for anything else. */
export function parseHandOverText(text: string): { pickupId?: string; code: string } | null {
  const read = parseCode(text);
  if (read.kind === "pickup") return { pickupId: read.pickupId, code: read.code };
  const code = parseSixDigits(text);
  return code ? { code } : null;
}

/** Shortens a name for calling it out: "Leyla H.". */
export function toShortName(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1)?.[0];
  return last ? `${first} ${last.toLocaleUpperCase()}.` : first;
}
