/** Length of a slot. */
const slotMinutes = 30;
export const slotMs = slotMinutes * 60_000;
/** Bookings may be made this many days ahead, today included. */
export const horizonDays = 14;
export const maxItems = 8;
/** Appointments that a shopper may have ahead at once. */
export const maxUpcoming = 3;
/** Requests from one room that may wait at once. */
export const maxOpenRequests = 5;
/** A visitor may check in this long before the appointment. */
export const earlyMinutes = 60;

/** `offered`: the room is kept for somebody on the waiting list, who has not taken it yet. */
export const fittingStatuses = ["offered", "booked", "checked_in", "done", "cancelled", "no_show"] as const;
export type FittingStatus = (typeof fittingStatuses)[number];
export const requestStatuses = ["asked", "claimed", "brought", "cancelled"] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** Where an appointment may go from each status. */
const fittingMoves: Record<FittingStatus, readonly FittingStatus[]> = {
  // Taken from the waiting list only; an offer that is let go leaves no appointment behind.
  offered: [],
  booked: ["checked_in", "cancelled", "no_show"],
  checked_in: ["done"],
  done: [],
  cancelled: [],
  no_show: [],
};

/** What taking a step back leads to; out of `cancelled` and `no_show` only while the room is still free. */
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

/** Whether an appointment may go from one status to another. */
export const canMoveFitting = (from: FittingStatus, to: FittingStatus): boolean => fittingMoves[from].includes(to);

/** The status that undo leads to, or null when there is nothing to undo. */
export const getUndoStatus = (status: FittingStatus): FittingStatus | null => fittingUndo[status];

/** Whether a room request may go from one status to another; `claimed` → `asked` gives it back to the colleagues. */
export const canMoveRequest = (from: RequestStatus, to: RequestStatus): boolean => requestMoves[from].includes(to);

/** The statuses out of which `to` can be reached: the guard of the UPDATE. */
export const getFittingSources = (to: FittingStatus): FittingStatus[] =>
  fittingStatuses.filter((s) => canMoveFitting(s, to));
export const getRequestSources = (to: RequestStatus): RequestStatus[] =>
  requestStatuses.filter((s) => canMoveRequest(s, to));

/** Whether the appointment keeps its room: those exclude each other in the database. */
export const occupiesRoom = (status: FittingStatus): boolean =>
  status === "offered" || status === "booked" || status === "checked_in" || status === "done";

/** Whether the appointment takes its person's time: they have only one at a time, in whatever store. */
const occupiesTime = (status: FittingStatus): boolean => status === "booked" || status === "checked_in";

type TimedFitting = { fittingId: string; startsAt: string; endsAt: string; status: FittingStatus };

/** Another of a person's appointments at the time of `fitting`, while both stand. Times are ISO in UTC. */
export const findOverlappingFitting = <T extends TimedFitting>(fitting: TimedFitting, all: T[]): T | undefined =>
  all.find(
    (o) =>
      o.fittingId !== fitting.fittingId &&
      occupiesTime(fitting.status) &&
      occupiesTime(o.status) &&
      o.startsAt < fitting.endsAt &&
      fitting.startsAt < o.endsAt,
  );

/** Whether the visitor may ask for things now: in the room, or within the booked time. Times in ms since 1970. */
export function canRequestItem(f: { status: FittingStatus; startsAt: number; endsAt: number }, now: number): boolean {
  return f.status === "checked_in" || (f.status === "booked" && now >= f.startsAt && now < f.endsAt);
}

/** The pieces of an appointment stand in the tablet's queue this long before it begins. */
const preparationMinutes = 30;

/** Whether pieces of the appointment are to be hung now. Times in ms since 1970. */
export const needsPreparation = (
  f: { status: FittingStatus; startsAt: number; endsAt: number; items: { status: "wanted" | "in_room" }[] },
  now: number,
): boolean =>
  (f.status === "booked" || f.status === "checked_in") &&
  now >= f.startsAt - preparationMinutes * 60_000 &&
  now < f.endsAt &&
  f.items.some((i) => i.status === "wanted");

/** Part of the day by the hour on the store's wall. */
export function getPartOfDay(hour: number): "morning" | "afternoon" | "evening" {
  if (hour < 12) return "morning";
  return hour < 17 ? "afternoon" : "evening";
}
