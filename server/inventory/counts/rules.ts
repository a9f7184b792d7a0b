import type { CountStatus } from "./schema";

/** Every move a count may make; anything else is refused. */
const countMoves: Record<CountStatus, readonly CountStatus[]> = {
  open: ["booked", "cancelled"],
  booked: [],
  cancelled: [],
};
export const countStatuses = Object.keys(countMoves) as CountStatus[];

/** Whether a count may move from one status to another. */
export const canMoveCount = (from: CountStatus, to: CountStatus): boolean => countMoves[from].includes(to);

/** The statuses that may move to `to`: the guard of the moving statement. */
export const getCountSources = (to: CountStatus): CountStatus[] =>
  countStatuses.filter((from) => canMoveCount(from, to));

/**
 * Reasons of movements that correct the stock while no item moved. A line counted before one of them would correct the
 * same difference a second time.
 */
export const correctiveReasons = ["seed", "import", "found", "correction", "counted"] as const;
