import { z } from "zod";
import { bookSchema } from "@/server/fittings/schema";
import { reserveSchema } from "@/server/orders/pickup/schema";
import type { ErrorDetails } from "@/server/platform/errors";
import { operationSchema } from "@/server/sync/schema";

/** What a device may ask for without a network; `key` is the one under which it may have been asked online too. */
export const offlineRequestOperations = [
  operationSchema("wish.pickup", reserveSchema.shape),
  operationSchema("wish.fitting", bookSchema.shape),
  /** Takes a wish back, whether or not it was carried out meanwhile. */
  operationSchema("wish.withdraw", { key: z.uuid(), kind: z.enum(["pickup", "fitting"]) }),
] as const;

/**
 * A wish is a pick-up or fitting asked for without a network: it waits in the browser's queue, "not confirmed", until the
 * server confirms it or declines it with what could be had instead.
 */
export type OfflineRequestOp = z.infer<(typeof offlineRequestOperations)[number]>;

/** What could be had instead of a declined wish. */
export type Alternatives = {
  /** The nearest store that has all of it. */
  store?: { storeId: string; name: string };
  /** Up to three free starts of a fitting (ISO). */
  times?: string[];
};

/** What became of a wish, beyond its outcome. */
export type OfflineRequestResult = {
  /** The pick-up or fitting that it became. */
  made?: string;
  /** Facts for the sentence that declines it. */
  details?: ErrorDetails;
  alternatives?: Alternatives;
};
