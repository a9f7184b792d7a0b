import { z } from "zod";
import type { LocalisedText } from "@/server/catalogue/schema";

/** The reasons of movements. Texts: messages `stock.reason`. */
export const movementReasons = [
  "seed",
  "import",
  "received",
  "found",
  "collected",
  "sold",
  "returned",
  "damaged",
  "correction",
  "transfer_out",
  "transfer_in",
  "transfer_back",
  "counted",
] as const;
export type MovementReason = (typeof movementReasons)[number];

/** Reasons for which stock is added by hand. */
export const receiptReasons = ["received", "found"] as const satisfies MovementReason[];

/** The ledger's filters: each narrows. */
export const ledgerFilterSchema = z.strictObject({
  storeId: z.uuid().nullable().default(null),
  /** A SKU or barcode, or a part of a product's title or handle. */
  product: z.string().trim().max(100).default(""),
  reason: z.enum(movementReasons).nullable().default(null),
  /** Sent by the browser's paging; always forward. */
  direction: z.literal("forward").optional(),
  /** Movements before this one: where the next page begins. `us` is its time in microseconds since 1970. */
  cursor: z.strictObject({ us: z.int().min(0), id: z.uuid() }).nullish(),
});
export type LedgerFilter = z.infer<typeof ledgerFilterSchema>;
type LedgerCursor = NonNullable<LedgerFilter["cursor"]>;

/** One movement for the office. */
export type MovementView = {
  id: string;
  at: string;
  storeName: string;
  sku: string;
  title: LocalisedText;
  options: string[];
  delta: number;
  reason: MovementReason;
  /** Number of the document, pickup, transfer or count; null where there is none. */
  document: string | null;
  /** The document's own page at the office. */
  link: { kind: "transfer" | "count"; id: string } | null;
  /** Name of the member of staff; null for the system. */
  actor: string | null;
};
export type Ledger = { movements: MovementView[]; next: LedgerCursor | null };

export const receiveSchema = z.strictObject({
  key: z.uuid(),
  storeId: z.uuid(),
  reason: z.enum(receiptReasons),
  /** Number of the delivery note or of the list of found items. */
  document: z.string().trim().min(1).max(60),
  lines: z
    .array(z.strictObject({ variantId: z.uuid(), quantity: z.int().min(1).max(9_999) }))
    .min(1)
    .max(200),
});
export type ReceiveInput = z.infer<typeof receiveSchema>;
/** The added quantity. */
export type ReceiveResult = { pieces: number };
