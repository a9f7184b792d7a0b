import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { pickup } from "@/db/schema/orders";
import { store } from "@/db/schema/stores";
import { flushOutbox } from "@/server/messaging/outbox";
import { inTransaction } from "@/server/platform/transaction";
import { notifyPickup } from "./notifications";
import { endsSoon } from "./queries";
import { remindNotBeforeHour } from "./rules";

const batch = 200;

/** No messages at night: the hour in the store's time zone. */
const isDaytime = sql`extract(hour from clock_now() at time zone ${store.timeZone}) >= ${remindNotBeforeHour}`;
const isNotReminded = sql`not exists (select from notice n where n.subject_id = ${pickup.id} and n.kind = 'ends')`;

/** Reminds one shopper that a pickup expires soon; false when there was nothing to send. */
export const remind = (pickupId: string): Promise<boolean> =>
  inTransaction(async (tx) => {
    const [still] = await tx
      .select({ id: pickup.id })
      .from(pickup)
      .where(and(eq(pickup.id, pickupId), endsSoon()))
      .for("update");
    return still ? notifyPickup(tx, pickupId, "ends") : false;
  });

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
