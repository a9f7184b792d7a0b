import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { RefundReason, RefundStatus } from "@/db/schema/payments";
import type { Money } from "@/server/platform/money";
import type { OrderRow, OrderStatus, PaymentMethod } from "../schema";

/** The office's filters: unpaid, to be done, done, voided, or with a refund in progress. */
export const orderFilters = ["awaiting", "open", "done", "void", "refunding"] as const;
export type OrderFilter = (typeof orderFilters)[number];

export const officeOrdersSchema = z.strictObject({
  filter: z.enum(orderFilters).nullable().default(null),
  /** Sold in this store, or supplied by it. */
  storeId: z.uuid().nullable().default(null),
  /** A day in the retailer's time zone. */
  day: z.iso.date().nullable().default(null),
  number: z.number().int().min(1).max(2_147_483_647).nullable().default(null),
  /** Orders below this number: where the next page begins. */
  cursor: z.number().int().min(1).nullish(),
  /** What the client library adds to a paged query. */
  direction: z.literal("forward").optional(),
});
export type OfficeOrdersInput = z.infer<typeof officeOrdersSchema>;

/** An order in the office's list. */
export type OfficeOrderLine = {
  orderId: string;
  number: number;
  createdAt: string;
  status: OrderStatus;
  channel: "shop" | "tablet";
  /** The short name: "Leyla H."; empty for an anonymous buyer. */
  buyer: string;
  stores: string[];
  pieces: number;
  total: Money;
  refunded: Money;
  refunding: Money;
};
export type OfficeOrders = { orders: OfficeOrderLine[]; next: number | null };

type PaymentLine = {
  id: string;
  method: PaymentMethod;
  status: string;
  amount: Money;
  at: string;
  /** The provider's reference, to find the payment there. */
  reference: string | null;
  failure: string | null;
};
type RefundLine = {
  id: string;
  status: RefundStatus;
  reason: RefundReason;
  amount: Money;
  at: string;
  endedAt: string | null;
  failure: string | null;
  staff: string | null;
};
type ReturnLine = {
  id: string;
  at: string;
  storeName: string;
  staff: string;
  refund: Money;
  lines: {
    title: LocalisedText;
    option: string;
    quantity: number;
    reason: string;
    restocked: string;
    /** The replacement given in an exchange. */
    instead: { title: LocalisedText; option: string } | null;
  }[];
};

/** An order for the office: contact and address stay masked until they are revealed. */
export type OfficeOrder = Omit<OrderRow, "address" | "payment" | "timeline"> & {
  city: string;
  soldBy: string | null;
  payments: PaymentLine[];
  refunds: RefundLine[];
  returns: ReturnLine[];
  timeline: (OrderRow["timeline"][number] & { staff: string | null })[];
};

/** Buyer and address in full: revealed on request, and logged. */
export type OfficeContact = Pick<OrderRow, "contactName" | "email" | "phone" | "address">;
