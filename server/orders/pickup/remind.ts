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
 * The guard of a reminder: it is ready in the store, became ready before the reminder is due (a later "ready" notice
 * names the end as well), and its hold has neither ended nor been extended.
 */
export const endsSoon = (): SQL | undefined =>
  and(
    eq(pickup.status, "ready"),
    isNotNull(pickup.readyAt),
    sql`${pickup.readyAt} < ${remindAt}`,
    sql`${remindAt} <= clock_now() and clock_now() < ${pickup.expiresAt}`,
  );

/** No messages at night: the hour in the store's time zone. */
const isDaytime = sql`extract(hour from clock_now() at time zone ${store.timeZone}) >= ${remindNotBeforeHour}`;
const isNotReminded = sql`not exists (select from notice n where n.subject_id = ${pickup.id} and n.kind = 'ends')`;

/**
 * Builds the command that reminds one shopper that the hold of a pickup ends; returns false when no reminder was due.
 */
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

/** Reminds the shoppers whose holds end in the coming hours, once each. Returns how many were reminded now. */
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
