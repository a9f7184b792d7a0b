import { isAppError } from "@/server/platform/errors";
import { createSingleFlight } from "@/server/platform/single-flight";
import { expirePickups } from "./pickup/expire";
import { expireOrders } from "./void";

/** A rush for the last piece asks for a sweep once, not once a buyer. */
const minSweepGapMs = 1_000;
const shareSweep = createSingleFlight<number>();
let emptyAt = Number.NEGATIVE_INFINITY;

/** Ends reservations and orders whose time is over, unless there were none just now. Gives how many ended. */
async function expireOverdue(): Promise<number> {
  if (performance.now() - emptyAt < minSweepGapMs) return 0;
  return shareSweep("", async () => {
    const ended = (await expirePickups()) + (await expireOrders());
    if (ended === 0) emptyAt = performance.now();
    return ended;
  });
}

/** Runs `attempt` again when the missing pieces were those of reservations or orders whose time is over. Throws what it throws. */
export async function retryAfterExpiry<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (e) {
    const outOfStock = isAppError(e) && e.appCode === "OUT_OF_STOCK";
    if (!outOfStock || (await expireOverdue()) === 0) throw e;
    return attempt();
  }
}
