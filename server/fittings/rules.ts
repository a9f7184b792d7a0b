/** Length of a slot. */
const slotMinutes = 30;
export const slotMs = slotMinutes * 60_000;
/** Bookings are possible this many days ahead, today included. */
export const horizonDays = 14;
export const maxItems = 8;
/** The limit of a shopper's upcoming appointments. */
export const maxUpcoming = 3;
/** The limit of open requests from one room. */
export const maxOpenRequests = 5;
/** Check-in opens this long before the appointment. */
export const earlyMinutes = 60;

/** `offered`: the room is held for a shopper on the waitlist, who has not accepted it yet. */
export const fittingStatuses = ["offered", "booked", "checked_in", "done", "cancelled", "no_show"] as const;
export type FittingStatus = (typeof fittingStatuses)[number];
export const requestStatuses = ["asked", "claimed", "brought", "cancelled"] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** The moves of an appointment by status. */
const fittingMoves: Record<FittingStatus, readonly FittingStatus[]> = {
  // Accepted through the waitlist only; a declined offer leaves no appointment.
  offered: [],
  booked: ["checked_in", "cancelled", "no_show"],
  checked_in: ["done"],
  done: [],
  cancelled: [],
  no_show: [],
};

/** The status after an undo; out of `cancelled` and `no_show` only while the room is still free. */
const fittingUndo: Record<FittingStatus, FittingStatus | null> = {
  offered: null,
  booked: null,
  checked_in: "booked",
  done: "checked_in",
  cancelled: "booked",
  no_show: "booked",
};

const requestMoves: Record<RequestStatus, readonly RequestStatus[]> = {
  asked: ["claimed", "cancelled"],
  claimed: ["brought", "asked", "cancelled"],
  brought: [],
  cancelled: [],
};

/** Whether an appointment may move from one status to another. */
export const canMoveFitting = (from: FittingStatus, to: FittingStatus): boolean => fittingMoves[from].includes(to);

/** The status after an undo, or null when there is nothing to undo. */
export const getUndoStatus = (status: FittingStatus): FittingStatus | null => fittingUndo[status];

/**
 * Whether an item request may move from one status to another; `claimed` → `asked` returns it to the other consultants.
 */
export const canMoveRequest = (from: RequestStatus, to: RequestStatus): boolean => requestMoves[from].includes(to);

/** The statuses that may move to `to`: the guard of the moving statement. */
export const getFittingSources = (to: FittingStatus): FittingStatus[] =>
  fittingStatuses.filter((s) => canMoveFitting(s, to));
export const getRequestSources = (to: RequestStatus): RequestStatus[] =>
  requestStatuses.filter((s) => canMoveRequest(s, to));

/** Whether the appointment occupies its room: such appointments exclude each other in the database. */
export const occupiesRoom = (status: FittingStatus): boolean =>
  status === "offered" || status === "booked" || status === "checked_in" || status === "done";

/** Whether the appointment occupies its shopper's time: one at a time, in whatever store. */
const occupiesTime = (status: FittingStatus): boolean => status === "booked" || status === "checked_in";

type TimedFitting = { fittingId: string; startsAt: string; endsAt: string; status: FittingStatus };

/** Finds another of a shopper's appointments that overlaps `fitting`, while both stand. Times are ISO in UTC. */
export const findOverlappingFitting = <T extends TimedFitting>(fitting: TimedFitting, all: T[]): T | undefined =>
  all.find(
    (o) =>
      o.fittingId !== fitting.fittingId &&
      occupiesTime(fitting.status) &&
      occupiesTime(o.status) &&
      o.startsAt < fitting.endsAt &&
      fitting.startsAt < o.endsAt,
  );

/** Whether the shopper may request items now: in the room, or within the booked time. Times in ms since 1970. */
export function canRequestItem(f: { status: FittingStatus; startsAt: number; endsAt: number }, now: number): boolean {
  return f.status === "checked_in" || (f.status === "booked" && now >= f.startsAt && now < f.endsAt);
}

/** The items of an appointment join the tablet's queue this long before it begins. */
const preparationMinutes = 30;

/** Whether items of the appointment are to be prepared now. Times in ms since 1970. */
export const needsPreparation = (
  f: { status: FittingStatus; startsAt: number; endsAt: number; items: { status: "wanted" | "in_room" }[] },
  now: number,
): boolean =>
  (f.status === "booked" || f.status === "checked_in") &&
  now >= f.startsAt - preparationMinutes * 60_000 &&
  now < f.endsAt &&
  f.items.some((i) => i.status === "wanted");

/** The part of the day of a local hour. */
export function getPartOfDay(hour: number): "morning" | "afternoon" | "evening" {
  if (hour < 12) return "morning";
  return hour < 17 ? "afternoon" : "evening";
}
