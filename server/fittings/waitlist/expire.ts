import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { commitWithChanges } from "@/server/sync/commit";
import { findFittings } from "../queries";
import { announceEntry, withdrawOffer } from "./events";
import type { WaitlistStatus } from "./rules";

type ExpiryRule = { due: SQL; to: WaitlistStatus };

/** Not accepted in time. */
const lapsedOffers: ExpiryRule = { due: sql`w.status = 'offered' and w.expires_at <= clock_now()`, to: "lapsed" };
/** The day has passed. */
const pastDays: ExpiryRule = {
  due: sql`w.status = 'waiting' and w.date < (select (clock_now() at time zone s.time_zone)::date from store s
    where s.id = w.store_id)`,
  to: "over",
};

/** The shopper has booked something else at the offered time: the offer goes to the next, and the entry waits on. */
const bookedElsewhere: ExpiryRule = {
  due: sql`w.status = 'offered' and exists (select from fitting f join fitting o on o.during && f.during
    where f.id = w.fitting_id and o.shopper_id = w.shopper_id and o.status in ('booked', 'checked_in'))`,
  to: "waiting",
};

/** Moves the entries of one store, or of all, for which `due` holds, each in a transaction that checks again. */
async function expireEntries({ due, to }: ExpiryRule, storeId: string | undefined): Promise<void> {
  const rows = await db().execute<{ id: string }>(sql`
    select w.id from fitting_waitlist_entry w where ${due} and w.store_id = coalesce(${storeId ?? null}::uuid, w.store_id)
    order by w.id limit 500`);
  for (const { id } of rows)
    await commitWithChanges(async (tx, announce) => {
      const [ended] = await tx.execute<{ shopperId: string; fittingId: string | null }>(sql`
        update fitting_waitlist_entry w set status = ${to}, updated_at = clock_now() where w.id = ${id} and ${due}
        returning w.shopper_id as "shopperId", w.fitting_id as "fittingId"`);
      if (!ended) return;
      await withdrawOffer(tx, announce, ended.fittingId);
      await announceEntry(tx, announce, { waitId: id, shopperId: ended.shopperId });
    });
}

/** Withdraws offers that conflict with the store's new hours or rooms: the shopper is back in their position. */
async function withdrawConflictingOffers(storeId: string | undefined): Promise<void> {
  const kept = await findFittings(
    sql`f.status = 'offered' and f.store_id = coalesce(${storeId ?? null}::uuid, f.store_id)`,
  );
  for (const { fittingId, hit } of kept)
    if (hit)
      await expireEntries({ due: sql`w.status = 'offered' and w.fitting_id = ${fittingId}`, to: "waiting" }, storeId);
}

/** Expires what is due: offers that were not accepted or cannot be kept, and days that have passed. */
export async function expireDue(storeId?: string): Promise<void> {
  await expireEntries(lapsedOffers, storeId);
  await expireEntries(bookedElsewhere, storeId);
  await withdrawConflictingOffers(storeId);
  await expireEntries(pastDays, storeId);
}
