import { and, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { pickup } from "@/db/schema/orders";
import { store } from "@/db/schema/stores";
import { flushOutbox } from "@/server/messaging/outbox";
import { inTransaction } from "@/server/platform/transaction";
import { notifyPickup } from "./notifications";
import { remindHours, remindNotBeforeHour } from "./rules";

const batch = 200;
const remindAt = sql`${pickup.expiresAt} - make_interval(hours => ${remindHours})`;

/**
 * The guard of a reminder: it waits at the desk, was ready before the reminder is due (who hears "ready" later hears the
 * end with it), and its time has not ended nor been made longer.
 */
export const endsSoon = (): SQL | undefined =>
  and(
    eq(pickup.status, "ready"),
    isNotNull(pickup.readyAt),
    sql`${pickup.readyAt} < ${remindAt}`,
    sql`${remindAt} <= clock_now() and clock_now() < ${pickup.expiresAt}`,
  );

/** Nobody is written to at night: the hour on the store's wall. */
const isDaytime = sql`extract(hour from clock_now() at time zone ${store.timeZone}) >= ${remindNotBeforeHour}`;
const isNotReminded = sql`not exists (select from notice n where n.subject_id = ${pickup.id} and n.kind = 'ends')`;

/** Builds the command that tells one shopper that the time of a pick-up ends; false when there was nothing to tell. */
export const remindWith =
  (guard: () => SQL | undefined) =>
  (pickupId: string): Promise<boolean> =>
    inTransaction(async (tx) => {
      const [still] = await tx
        .select({ id: pickup.id })
        .from(pickup)
        .where(and(eq(pickup.id, pickupId), guard()))
        .for("update");
      return still ? notifyPickup(tx, pickupId, "ends") : false;
    });

const remind = remindWith(endsSoon);

/** Tells the shoppers of the pick-ups whose time ends in the coming hours, each once. Returns how many were told now. */
export async function sendDueReminders(): Promise<number> {
  const due = await db()
    .select({ id: pickup.id })
    .from(pickup)
    .innerJoin(store, eq(store.id, pickup.storeId))
    .where(and(endsSoon(), isDaytime, isNotReminded))
    .orderBy(pickup.expiresAt)
    .limit(batch);
  let sent = 0;
  for (const { id } of due) if (await remind(id)) sent += 1;
  if (sent > 0) flushOutbox();
  return sent;
}
