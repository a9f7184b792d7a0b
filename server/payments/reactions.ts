import type { Tx } from "@/db/client";
import { createHook } from "@/server/platform/hook";
import type { Announce } from "@/server/sync/commit";
import type { Payment, Refund } from "./schema";

/**
 * The reactions of orders to payments, in the payment's transaction. `captured` answers whether the order accepts the
 * payment: on "late" all of it is refunded. Each is called once for a payment or refund; a throw rolls the transaction
 * back.
 */
export type PaymentReactions = {
  captured(tx: Tx, announce: Announce, payment: Payment): Promise<"accepted" | "late">;
  failed(tx: Tx, announce: Announce, payment: Payment): Promise<void>;
  expired(tx: Tx, announce: Announce, payment: Payment): Promise<void>;
  refunded(tx: Tx, announce: Announce, refund: Refund): Promise<void>;
};

/** What orders do when money moves. */
export const paymentReactions = createHook<PaymentReactions>("payments.reactions");
