import type { Tx } from "@/db/client";
import type { PaymentMethod, PaymentStatus, payment, refund } from "@/db/schema/payments";
import type { Announce } from "@/server/sync/commit";

/** One attempt to pay an order. */
export type Payment = typeof payment.$inferSelect;
/** Money on its way back. */
export type Refund = typeof refund.$inferSelect;
export type { PaymentMethod, PaymentStatus };

/**
 * What the owner of orders does when money moves, in the transaction that moves it. `captured` says whether the order takes the
 * money: on "late" all of it goes back. Each is called once for a payment or refund; a throw undoes the move.
 */
export type PaymentReactions = {
  captured(tx: Tx, announce: Announce, payment: Payment): Promise<"accepted" | "late">;
  failed(tx: Tx, announce: Announce, payment: Payment): Promise<void>;
  expired(tx: Tx, announce: Announce, payment: Payment): Promise<void>;
  refunded(tx: Tx, announce: Announce, refund: Refund): Promise<void>;
};

/** What the provider says of a payment now. Amounts are what its buyer paid, or would pay. */
export type ProviderPayment = {
  status: "open" | "paid" | "expired" | "failed";
  amountMinor: number;
  currency: string;
  /** What we wrote upon it when it was made. */
  orderId: string | null;
  paymentId: string | null;
  intentRef: string | null;
  failure: string | null;
};

/** What the provider says of a refund now. */
export type ProviderRefund = {
  status: "sent" | "succeeded" | "failed";
  providerRef: string | null;
  failure: string | null;
};

/** The event that made us ask, to be written down with its effect. */
export type EventRef = { id: string; type: string; objectRef: string };

/** What one line of a hosted payment page says. */
export type PageLine = { name: string; quantity: number; unitMinor: number };
