import type { Tx } from "@/db/client";
import { findAlternatives } from "@/server/fittings/booking/double-booking.queries";
import { findNearestStoreWithAll } from "@/server/inventory/queries";
import { sumByVariant } from "@/server/inventory/rules";
import { now } from "@/server/platform/clock";
import type { ErrorCode } from "@/server/platform/errors";
import type { Alternatives, OfflineRequestOp } from "./schema";

const otherStoreCodes: ErrorCode[] = ["OUT_OF_STOCK", "STORE_CLOSED"];
const otherTimeCodes: ErrorCode[] = [
  "SLOT_TAKEN",
  "OTHER_APPOINTMENT",
  "SLOT_PAST",
  "SLOT_OUTSIDE_HOURS",
  "STORE_CLOSED",
];

/** Finds alternatives to a request rejected with `reason`, or null when none would help. */
export async function findRequestAlternatives(
  tx: Tx,
  shopperId: string,
  { op, reason }: { op: OfflineRequestOp; reason: ErrorCode },
): Promise<Alternatives | null> {
  if (op.name === "request.pickup" && otherStoreCodes.includes(reason)) {
    const { storeId, lines } = op.args;
    const nearest = await findNearestStoreWithAll({ items: sumByVariant(lines), storeId }, tx);
    return nearest && { store: { storeId: nearest.storeId, name: nearest.name } };
  }
  if (op.name !== "request.fitting" || !otherTimeCodes.includes(reason)) return null;
  const { storeId, slots, startsAt } = op.args;
  const requested = Math.max(Date.parse(startsAt), (await now(tx)).getTime());
  return { times: await findAlternatives({ shopperId, storeId, around: requested, slots, exceptId: null }, tx) };
}
