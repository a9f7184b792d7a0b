import type { CountStatus } from "./schema";

/** Every move a count may make; what is not here is refused. */
const countMoves: Record<CountStatus, readonly CountStatus[]> = {
  open: ["booked", "cancelled"],
  booked: [],
  cancelled: [],
};
export const countStatuses = Object.keys(countMoves) as CountStatus[];

/** Whether a count may go from one status to another. */
export const canMoveCount = (from: CountStatus, to: CountStatus): boolean => countMoves[from].includes(to);

/** The statuses from which `to` may be reached: the guard of the statement that moves there. */
export const getCountSources = (to: CountStatus): CountStatus[] =>
  countStatuses.filter((from) => canMoveCount(from, to));

/**
 * Reasons of movements that set the books right while no piece moved. A line counted before one of them would set the same
 * difference right a second time.
 */
export const correctiveReasons = ["seed", "import", "found", "correction", "counted"] as const;
