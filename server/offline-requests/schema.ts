import type { ErrorDetails } from "@/server/platform/errors";
import type { OpOf } from "@/server/sync/schema";

/**
 * A wish is a pick-up or fitting asked for without a network: it waits in the browser's queue, "not confirmed", until the
 * server confirms it or declines it with what could be had instead.
 */
export type WishOp = OpOf<"wish.pickup" | "wish.fitting" | "wish.withdraw">;

/** What could be had instead of a declined wish. */
export type Alternatives = {
  /** The nearest store that has all of it. */
  store?: { storeId: string; name: string };
  /** Up to three free starts of a fitting (ISO). */
  times?: string[];
};

/** What became of a wish, beyond its outcome. */
export type WishAnswer = {
  /** The pick-up or fitting that it became. */
  made?: string;
  /** Facts for the sentence that declines it. */
  details?: ErrorDetails;
  alternatives?: Alternatives;
};
