import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { type OrderEventKind, orderEvent } from "@/db/schema/orders";
import type { Announce } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { getOrderAndOwner } from "./queries";
import type { OrderRow } from "./schema";

type OrderEventInput = { kind: OrderEventKind; fulfilmentId?: string; staffId?: string | null; amountMinor?: number };

const { placeholder } = sql;
const insertEvent = prepareStatement((on) =>
  on.insert(orderEvent).values({
    orderId: placeholder("orderId"),
    kind: placeholder("kind"),
    fulfilmentId: placeholder("fulfilmentId"),
    staffId: placeholder("staffId"),
    amountMinor: placeholder("amountMinor"),
  }),
);

/** Adds an entry to the order's timeline. */
export async function addOrderEvent(tx: Tx, orderId: string, event: OrderEventInput): Promise<void> {
  await insertEvent(tx, { orderId, fulfilmentId: null, staffId: null, amountMinor: null, ...event });
}

/** Announces an order's current state to its buyer's devices. Returns it. */
export async function announceOrder(
  tx: Tx,
  announce: Announce,
  { orderId, by }: { orderId: string; by: By },
): Promise<OrderRow> {
  const { row, ownerId } = await getOrderAndOwner(orderId, tx);
  if (ownerId) announce({ scopeId: ownerId, kind: "shopper", entity: "order", entityId: orderId, row, by });
  return row;
}
