import { createSingleFlight } from "@/server/platform/concurrency";
import { isAppError } from "@/server/platform/errors";
import { expirePickups } from "../pickup/expire";
import { expireOrders } from "./void";

/** A rush for the last item triggers one sweep, not one per buyer. */
const minSweepGapMs = 1_000;
const shareSweep = createSingleFlight<number>();
let emptyAt = Number.NEGATIVE_INFINITY;

/** Expires overdue reservations and orders, unless a sweep just ran. Returns how many expired. */
async function expireOverdue(): Promise<number> {
  if (performance.now() - emptyAt < minSweepGapMs) return 0;
  return shareSweep("", async () => {
    const ended = (await expirePickups()) + (await expireOrders());
    if (ended === 0) emptyAt = performance.now();
    return ended;
  });
}

/** Runs `attempt` again when the missing items were held by overdue reservations or orders. Throws what it throws. */
export async function retryAfterExpiry<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (e) {
    const outOfStock = isAppError(e) && e.appCode === "OUT_OF_STOCK";
    if (!outOfStock || (await expireOverdue()) === 0) throw e;
    return attempt();
  }
}
