import { z } from "zod";
import { bookSchema } from "@/server/fittings/schema";
import { reserveSchema } from "@/server/orders/pickup/schema";
import type { ErrorDetails } from "@/server/platform/errors";
import { operationSchema } from "@/server/sync/schema";

/** The requests a device may queue without a network; `key` is that of the online call. */
export const offlineRequestOperations = [
  operationSchema("request.pickup", reserveSchema.shape),
  operationSchema("request.fitting", bookSchema.shape),
  /** Withdraws a request, whether or not it was processed meanwhile. */
  operationSchema("request.withdraw", { key: z.uuid(), kind: z.enum(["pickup", "fitting"]) }),
] as const;

/**
 * An offline request for a pickup or fitting: it waits in the browser's queue, "not confirmed", until the server
 * confirms it or rejects it with alternatives.
 */
export type OfflineRequestOp = z.infer<(typeof offlineRequestOperations)[number]>;

/** Alternatives to a rejected request. */
export type Alternatives = {
  /** The nearest store that has all of it. */
  store?: { storeId: string; name: string };
  /** Up to three free starts of a fitting (ISO). */
  times?: string[];
};

/** The result of a request, beyond its outcome. */
export type OfflineRequestResult = {
  /** The pickup or fitting that it became. */
  made?: string;
  /** Details for the text of a rejection. */
  details?: ErrorDetails;
  alternatives?: Alternatives;
};
