import { isAppError } from "@/server/platform/errors";
import { singleFlight } from "@/server/platform/single-flight";
import { expireOrders } from "./void";
import { expireDue } from "./pickup/expire";

/** A rush for the last piece asks for a sweep once, not once a buyer. */
const sweepApartMs = 1_000;
const share = singleFlight<number>();
let emptyAt = Number.NEGATIVE_INFINITY;

/** Ends reservations and orders whose time is over, unless there were none just now. Gives how many ended. */
async function sweep(): Promise<number> {
  if (performance.now() - emptyAt < sweepApartMs) return 0;
  return share("", async () => {
    const ended = (await expireDue()) + (await expireOrders());
    if (ended === 0) emptyAt = performance.now();
    return ended;
  });
}

/** Runs `attempt` again when the missing pieces were those of reservations or orders whose time is over. Throws what it throws. */
export async function afterSweep<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (e) {
    const outOfStock = isAppError(e) && e.appCode === "OUT_OF_STOCK";
    if (!outOfStock || (await sweep()) === 0) throw e;
    return attempt();
  }
}
