import { z } from "zod";
import type { DifferenceReason, TransferStatus } from "@/db/schema/stock-documents";
import type { LocalisedText } from "@/server/catalogue/schema";
import type { Money } from "@/server/platform/money";

export type { DifferenceReason, TransferStatus };

/** Why what was counted in differs from what was sent. Texts: messages `stock.difference`. */
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
  /** Every line of the transfer with what was counted in, and the reason where that is not what was sent. */
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
  /** A manager's PIN under valuable pieces that are missing (`identity.store.approve`). */
  approvalId: z.uuid().optional(),
});
export type ReceiveTransfer = z.infer<typeof receiveTransferSchema>;

export const transferIdSchema = z.strictObject({ transferId: z.uuid() });
export type TransferId = z.infer<typeof transferIdSchema>;

/** Which transfers: each filter narrows; `storeId` is either end. */
export const transferFilterSchema = z.strictObject({
  status: z.enum(["sent", "received", "cancelled"]).nullable().default(null),
  storeId: z.uuid().nullable().default(null),
  /** Sent by the browser's paging; always forward. */
  direction: z.literal("forward").optional(),
  /** Transfers with a lower number: where a page goes on. */
  cursor: z.int().min(1).nullish(),
});
export type TransferFilter = z.infer<typeof transferFilterSchema>;

/** A transfer as lists show it. */
export type TransferSummary = {
  id: string;
  number: number;
  status: TransferStatus;
  from: { id: string; name: string };
  to: { id: string; name: string };
  /** Pieces sent. */
  sent: number;
  /** Pieces counted in; null unless received. */
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
