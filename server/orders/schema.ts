import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { FulfilmentKind } from "@/server/cart/schema";
import type { Money } from "@/server/platform/money";

export type OrderState = "awaiting" | "placed" | "void";
export type FulfilmentStatus = "waiting" | "open" | "packed" | "sent" | "delivered" | "handed_over" | "cancelled";
export type PaymentMethod = "card_online" | "card_terminal" | "cash";
/** VAT contained in a total, by the selling store's country; `rateBp` in hundredths of a per cent. */
export type VatPart = { country: string; rateBp: number; minor: number };
export type Address = { line1: string; line2: string; city: string; postcode: string; country: string };

/** The status of an order as a whole; derived from its payment and its fulfilments (server/orders/rules). */
export type OrderStatus =
  | "awaiting_payment"
  | "received"
  | "preparing"
  | "partly_ready"
  | "ready"
  | "on_the_way"
  | "complete"
  | "cancelled"
  | "returned"
  | "not_paid";

/** The status of a fulfilment for its buyer: a shipment's own status, or the pickup's. */
export type FulfilmentDisplayStatus =
  | "waiting"
  | "received"
  | "preparing"
  | "ready"
  | "sent"
  | "delivered"
  | "collected"
  | "handed_over"
  | "cancelled"
  | "declined"
  | "expired";

export type OrderLineRow = {
  id: string;
  fulfilmentId: string;
  variantId: string;
  title: LocalisedText;
  option: string;
  quantity: number;
  cancelled: number;
  returned: number;
  /** The returned line that these items replace: an exchange. */
  insteadOf: string | null;
  price: Money;
};

export type FulfilmentRow = {
  id: string;
  kind: FulfilmentKind;
  status: FulfilmentDisplayStatus;
  store: { id: string; name: string; address: string; timeZone: string };
  /** Of a pickup: when it is promised, until when it is held. */
  promisedAt: string | null;
  expiresAt: string | null;
  /** Of a pickup, to its shopper only. */
  code: string | null;
  tracking: string;
};

type OrderEventRow = { kind: string; at: string; fulfilmentId: string | null; amount: Money | null };

/** An order as its buyer sees it; also a row of the shopper's scope (entity `order`). */
export type OrderRow = {
  id: string;
  /** Short number for saying aloud. */
  number: number;
  status: OrderStatus;
  channel: "shop" | "tablet";
  contactName: string;
  email: string;
  phone: string;
  address: Address | null;
  /** The value of what is kept: without what was not found, cancelled or returned. */
  goods: Money;
  delivery: Money;
  total: Money;
  vat: { country: string; rateBp: number; amount: Money }[];
  /** Payments that are neither refunded nor being refunded, and refunds in progress. */
  paid: Money;
  refunding: Money;
  refunded: Money;
  payment: { method: PaymentMethod; status: string; url: string | null } | null;
  createdAt: string;
  expiresAt: string;
  placedAt: string | null;
  fulfilments: FulfilmentRow[];
  lines: OrderLineRow[];
  timeline: OrderEventRow[];
};

export const orderIdSchema = z.strictObject({ orderId: z.uuid() });
export type OrderId = z.infer<typeof orderIdSchema>;

export const cancelFulfilmentSchema = z.strictObject({ orderId: z.uuid(), fulfilmentId: z.uuid() });
export type CancelFulfilment = z.infer<typeof cancelFulfilmentSchema>;
