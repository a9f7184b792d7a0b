import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type ApplyGuards, applyGuards, applyPaymentWith } from "@/server/payments/online/apply-provider-state";
import { retrievePayment } from "@/server/payments/online/provider";
import type { UnpaidOrder } from "./paid-orders";

type Event = { id: string; type: string };

/** Acts upon an event of a paid order as the webhook does, without some of what keeps its effect single. */
export function createMutantApply(left: Partial<ApplyGuards>) {
  const apply = applyPaymentWith({ ...applyGuards, ...left });
  return async ({ orderId }: UnpaidOrder, event: Event): Promise<void> => {
    const [p] = await db().execute<{ id: string; ref: string }>(
      sql`select id, provider_ref as ref from payment where order_id = ${orderId}`,
    );
    if (!p) throw new Error("no payment");
    await apply(p.id, await retrievePayment(p.ref), { ...event, objectRef: p.ref });
  };
}

/** Every time is taken for the first. */
export const noEventId: Partial<ApplyGuards> = { isNewEvent: async () => true };
/** Every status may become any other. */
export const noStateGuard: Partial<ApplyGuards> = { statusIn: () => sql`true` };
