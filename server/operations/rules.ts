import { applyCartOp } from "@/server/cart/rules";
import { applyFavouriteOp } from "@/server/favourites/rules";
import type { OpContext } from "@/server/sync/schema";
import type { Facts, QueuedOp, ScopeState, StateOp, Step } from "./schema";

/** Whether `op` is applied by the reducer. */
export const isStateOp = <O extends { name: QueuedOp["name"] }>(op: O): op is Extract<O, { name: StateOp["name"] }> =>
  !op.name.startsWith("request.");

/** Whether `op` requests a pickup or a fitting. */
export const isOfflineRequest = <O extends { name: QueuedOp["name"] }>(
  op: O,
): op is Extract<O, { name: "request.pickup" | "request.fitting" }> =>
  op.name === "request.pickup" || op.name === "request.fitting";

export const emptyState: ScopeState = { lines: new Map(), favourites: new Map(), lineCount: 0, currency: null };

/**
 * The one reducer of browser and server: applies `op` to `state`. Pure: the given state is unchanged. Returns the new
 * state and the operation's result.
 */
export function reduce(state: ScopeState, op: StateOp, ctx: OpContext, facts: Facts): Step & { state: ScopeState } {
  const step =
    op.name === "favourite.add" || op.name === "favourite.remove"
      ? applyFavouriteOp(state.favourites, op, ctx, facts)
      : applyCartOp(state, op, ctx, facts);
  return { ...step, state: applyRows(state, step) };
}

/** `state` with the rows of `step` applied. */
function applyRows(state: ScopeState, step: Pick<Step, "lines" | "favourites">): ScopeState {
  let { lines, favourites, lineCount, currency } = state;
  if (step.lines?.length) {
    const next = new Map(lines);
    for (const line of step.lines) {
      lineCount += Number(line.quantity > 0) - Number((next.get(line.lineKey)?.quantity ?? 0) > 0);
      next.set(line.lineKey, line);
      if (line.quantity > 0) currency ??= line.currency;
    }
    lines = next;
    if (lineCount === 0) currency = null;
  }
  if (step.favourites?.length) {
    const next = new Map(favourites);
    for (const row of step.favourites) next.set(row.productId, row);
    favourites = next;
  }
  return { lines, favourites, lineCount, currency };
}
