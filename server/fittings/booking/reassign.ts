import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Announce, announceFitting } from "../events";

/**
 * Reassigns a shopper's appointments, or those of `only`: part of a merge or split, which holds both shoppers' locks.
 * Overlapping appointments both stay, for the shopper to cancel or reschedule one. Idempotent. Returns their ids.
 */
export async function reassignFittings(
  tx: Tx,
  announce: Announce,
  { from, to, only }: { from: string; to: string; only?: string[] | undefined },
): Promise<string[]> {
  const isIncluded = only
    ? sql`and id in (select jsonb_array_elements_text(${JSON.stringify(only)}::text::jsonb)::uuid)`
    : sql``;
  const moved = await tx.execute<{ id: string }>(sql`
    update fitting f set shopper_id = ${to}, overlap_allowed = overlap_allowed or exists (
      select from fitting o where o.shopper_id = ${to} and o.status in ('booked', 'checked_in') and o.during && f.during)
    where shopper_id = ${from} ${isIncluded} returning id`);
  for (const { id } of moved)
    await announceFitting(tx, announce, { fittingId: id, actor: { kind: "system", name: "merge" } });
  return moved.map(({ id }) => id);
}
