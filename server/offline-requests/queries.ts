import type { Tx } from "@/db/client";
import { alternatives } from "@/server/fittings/booking/double-booking.queries";
import { nearestWithAll } from "@/server/inventory/queries";
import { sumPieces } from "@/server/inventory/rules";
import { now } from "@/server/platform/clock";
import type { ErrorCode } from "@/server/platform/errors";
import type { Alternatives, WishOp } from "./schema";

const otherStore: ErrorCode[] = ["OUT_OF_STOCK", "STORE_CLOSED"];
const otherTime: ErrorCode[] = ["SLOT_TAKEN", "OTHER_APPOINTMENT", "SLOT_PAST", "SLOT_OUTSIDE_HOURS", "STORE_CLOSED"];

/** What could be had instead of a wish that was declined with `reason`, or null when nothing of the kind would help. */
export async function alternativesFor(
  tx: Tx,
  shopperId: string,
  op: WishOp,
  reason: ErrorCode,
): Promise<Alternatives | null> {
  if (op.name === "wish.pickup" && otherStore.includes(reason)) {
    const { storeId, lines } = op.args;
    const nearest = await nearestWithAll({ items: sumPieces(lines), storeId }, tx);
    return nearest && { store: { storeId: nearest.storeId, name: nearest.name } };
  }
  if (op.name !== "wish.fitting" || !otherTime.includes(reason)) return null;
  const { storeId, slots, startsAt } = op.args;
  const wanted = Math.max(Date.parse(startsAt), (await now(tx)).getTime());
  return { times: await alternatives({ shopperId, storeId, wanted, slots, exceptId: null }, tx) };
}
