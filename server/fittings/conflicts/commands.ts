import type { CalendarReaction } from "@/server/stores/reactions";
import { announceFitting } from "../events";
import { listUpcoming } from "./queries";

/**
 * Applies a change of a store's hours or rooms and announces to the shoppers' and the store's devices every appointment
 * that conflicts with it, or fits again.
 */
export const notifyConflicts: CalendarReaction = async (tx, announce, { storeId, actor }, change) => {
  const before = new Map((await listUpcoming(storeId, tx)).map((row) => [row.fittingId, row.hit]));
  await change();
  for (const { fittingId, hit } of await listUpcoming(storeId, tx))
    if (before.get(fittingId) !== hit) await announceFitting(tx, announce, { fittingId, actor });
};
