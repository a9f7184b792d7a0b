import { eq, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { payment, refund } from "@/db/schema/payments";
import { now, sqlNow } from "@/server/platform/clock";
import type { Payment, Refund } from "../schema";
import type { Subject } from "./rules";

/** Our payment and refund of an event's subject, and the database clock. */
export type EventContext = { at: Date; payment: Payment | null; refund: Refund | null };

const anyRef = sql`any(${sql.placeholder("refs")}::text[])`;
const selectByRefs = prepareStatement((on) =>
  on
    .select({ at: sqlNow, payment, refund })
    .from(sql`(select 1) one`)
    .leftJoin(
      payment,
      or(
        sql`${payment.providerRef} = ${anyRef}`,
        sql`${payment.intentRef} = ${anyRef}`,
        eq(payment.id, sql.placeholder("paymentId")),
      ),
    )
    .leftJoin(
      refund,
      or(eq(refund.providerRef, sql.placeholder("refundRef")), eq(refund.id, sql.placeholder("refundId"))),
    ),
);

/** Finds the payment and the refund that an event is about; neither for an event of something else. */
export async function findEventContext(subject: Subject | null): Promise<EventContext> {
  if (!subject) return { at: await now(), payment: null, refund: null };
  const { refs, ...ids } = subject;
  const rows = await selectByRefs(db(), { refs, ...ids });
  // The provider's own ids take precedence over the metadata of an object.
  const best = rows.find(({ payment: p }) => p && refs.some((ref) => ref === p.providerRef || ref === p.intentRef));
  const { at, payment: paid, refund: back } = (best ?? rows[0]) as (typeof rows)[number];
  return { at: new Date(at), payment: paid, refund: back };
}
