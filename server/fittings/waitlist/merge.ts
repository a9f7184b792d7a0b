import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Announce } from "../events";
import { announceEntry, withdrawOffer } from "./events";

/**
 * Reassigns a shopper's waitlist entries, or those of `only`: part of a merge or split. Where both wait for one day, or
 * both have an offer, the first shopper's entry ends. Idempotent. Returns their ids.
 */
export async function reassignEntries(
  tx: Tx,
  announce: Announce,
  { from, to, only }: { from: string; to: string; only?: string[] | undefined },
): Promise<string[]> {
  const isIncluded = only
    ? sql`and w.id in (select jsonb_array_elements_text(${JSON.stringify(only)}::text::jsonb)::uuid)`
    : sql``;
  const duplicates = await tx.execute<{ id: string; fittingId: string | null }>(sql`
    update fitting_waitlist_entry w set status = 'left', updated_at = clock_now()
    where w.shopper_id = ${from} and w.status in ('waiting', 'offered') ${isIncluded}
      and exists (select from fitting_waitlist_entry o where o.shopper_id = ${to} and o.status in ('waiting', 'offered')
        and ((o.store_id, o.date) = (w.store_id, w.date) or (o.status = 'offered' and w.status = 'offered')))
    returning w.id, w.fitting_id as "fittingId"`);
  for (const { id, fittingId } of duplicates) {
    await withdrawOffer(tx, announce, fittingId);
    await announceEntry(tx, announce, { waitId: id, shopperId: from });
  }
  const moved = await tx.execute<{ id: string }>(sql`
    update fitting_waitlist_entry w set shopper_id = ${to} where w.shopper_id = ${from} ${isIncluded} returning w.id`);
  for (const { id } of moved) await announceEntry(tx, announce, { waitId: id, shopperId: to });
  return moved.map(({ id }) => id);
}
