import type { PaymentMethod, PaymentStatus, payment, refund } from "@/db/schema/payments";

/** One attempt to pay an order. */
export type Payment = typeof payment.$inferSelect;
/** Money on its way back. */
export type Refund = typeof refund.$inferSelect;
export type { PaymentMethod, PaymentStatus };

/** A payment as the provider reports it. Amounts are what its buyer paid, or would pay. */
export type ProviderPayment = {
  status: "open" | "paid" | "expired" | "failed";
  amountMinor: number;
  currency: string;
  /** From the metadata set at its creation. */
  orderId: string | null;
  paymentId: string | null;
  intentRef: string | null;
  failure: string | null;
};

/** A refund as the provider reports it. */
export type ProviderRefund = {
  status: "sent" | "succeeded" | "failed";
  providerRef: string | null;
  failure: string | null;
};

/** The event that caused the refresh, stored with its effect. */
export type EventRef = { id: string; type: string; objectRef: string };

/** One line of a hosted payment page. */
export type PageLine = { name: string; quantity: number; unitMinor: number };
