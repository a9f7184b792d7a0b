import { z } from "zod";
import type { DifferenceReason, TransferStatus } from "@/db/schema/stock-documents";
import type { LocalisedText } from "@/server/catalogue/schema";
import type { Money } from "@/server/platform/money";

export type { DifferenceReason, TransferStatus };

/** Why the received quantity differs from the sent one. Texts: messages `stock.difference`. */
const differenceReasons = ["missing", "damaged", "surplus"] as const satisfies DifferenceReason[];

const pieces = z.int().min(1).max(9_999);

export const sendTransferSchema = z.strictObject({
  key: z.uuid(),
  fromStoreId: z.uuid(),
  toStoreId: z.uuid(),
  lines: z
    .array(z.strictObject({ variantId: z.uuid(), quantity: pieces }))
    .min(1)
    .max(200),
});
export type SendTransfer = z.infer<typeof sendTransferSchema>;

export const receiveTransferSchema = z.strictObject({
  key: z.uuid(),
  transferId: z.uuid(),
  /** Every line of the transfer with its received quantity, and the reason where it differs. */
  lines: z
    .array(
      z.strictObject({
        variantId: z.uuid(),
        received: z.int().min(0).max(9_999),
        difference: z.enum(differenceReasons).nullable(),
      }),
    )
    .min(1)
    .max(200),
  /** A manager's PIN for valuable missing items (`identity.store.approve`). */
  approvalId: z.uuid().optional(),
});
export type ReceiveTransfer = z.infer<typeof receiveTransferSchema>;

export const transferIdSchema = z.strictObject({ transferId: z.uuid() });
export type TransferId = z.infer<typeof transferIdSchema>;

/** The filters of transfers: each narrows; `storeId` is either end. */
export const transferFilterSchema = z.strictObject({
  status: z.enum(["sent", "received", "cancelled"]).nullable().default(null),
  storeId: z.uuid().nullable().default(null),
  /** Sent by the browser's paging; always forward. */
  direction: z.literal("forward").optional(),
  /** Transfers with a lower number: where the next page begins. */
  cursor: z.int().min(1).nullish(),
});
export type TransferFilter = z.infer<typeof transferFilterSchema>;

/** A transfer in a list. */
export type TransferSummary = {
  id: string;
  number: number;
  status: TransferStatus;
  from: { id: string; name: string };
  to: { id: string; name: string };
  /** The sent quantity. */
  sent: number;
  /** The received quantity; null before that. */
  received: number | null;
  sentAt: string;
  sentBy: string;
  endedAt: string | null;
  endedBy: string | null;
};
export type TransferPage = { transfers: TransferSummary[]; next: number | null };

export type TransferLine = {
  variantId: string;
  sku: string | null;
  title: LocalisedText;
  options: string[];
  price: Money;
  sent: number;
  received: number | null;
  difference: DifferenceReason | null;
};
/** A transfer with its lines. */
export type TransferView = TransferSummary & { lines: TransferLine[] };
