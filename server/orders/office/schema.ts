import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { RefundReason, RefundStatus } from "@/db/schema/payments";
import type { Money } from "@/server/platform/money";
import type { OrderRow, OrderStatus, PaymentMethod } from "../schema";

/** What the office looks for: what is not paid yet, to be done, done, given up, or whose money is on its way back. */
export const orderFilters = ["awaiting", "open", "done", "void", "refunding"] as const;
export type OrderFilter = (typeof orderFilters)[number];

export const officeOrdersSchema = z.strictObject({
  filter: z.enum(orderFilters).nullable().default(null),
  /** Sold in this store, or of which something leaves it. */
  storeId: z.uuid().nullable().default(null),
  /** A day of the house's zone. */
  day: z.iso.date().nullable().default(null),
  number: z.number().int().min(1).max(2_147_483_647).nullable().default(null),
  /** Orders before this number: where a page goes on. */
  cursor: z.number().int().min(1).nullish(),
  /** What the client library adds to a page's question. */
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
  /** As it is called out: "Leyla H."; empty for somebody unknown. */
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
  /** The provider's reference, to be found there. */
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
    /** What was given for it in an exchange. */
    instead: { title: LocalisedText; option: string } | null;
  }[];
};

/** An order as the office sees it: contact and address masked, until somebody asks for them. */
export type OfficeOrder = Omit<OrderRow, "address" | "payment" | "timeline"> & {
  city: string;
  soldBy: string | null;
  payments: PaymentLine[];
  refunds: RefundLine[];
  returns: ReturnLine[];
  timeline: (OrderRow["timeline"][number] & { staff: string | null })[];
};

/** Who bought and where it goes: given on request, and written down. */
export type OfficeContact = Pick<OrderRow, "contactName" | "email" | "phone" | "address">;
