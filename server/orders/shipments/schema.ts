import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { Money } from "@/server/platform/money";
import type { Address } from "../schema";

export type ShipmentStatus = "open" | "packed" | "sent" | "delivered" | "cancelled";

export type ShipmentLine = {
  lineId: string;
  variantId: string;
  title: LocalisedText;
  option: string;
  /** Pieces to send; what was not found is no longer counted. */
  quantity: number;
  cancelled: number;
  price: Money;
};

/** A delivery as the tablets of the store that sends it see it (entity `parcel` of the store's scope): no address. */
export type ShipmentRow = {
  id: string;
  /** The order's number. */
  number: number;
  status: ShipmentStatus;
  /** As it is called out: "Leyla H." */
  contactName: string;
  city: string;
  placedAt: string;
  timeZone: string;
  sentAt: string | null;
  tracking: string;
  claimedBy: { id: string; name: string } | null;
  lines: ShipmentLine[];
};

/** What is written on the parcel: given to who packs it, and written down. */
export type ShipmentLabel = { name: string; phone: string; address: Address };

export const shipmentIdSchema = z.strictObject({ parcelId: z.uuid() });
export type ShipmentId = z.infer<typeof shipmentIdSchema>;

export const shipSchema = z.strictObject({
  parcelId: z.uuid(),
  /** The carrier's number; empty when there is none. */
  tracking: z
    .string()
    .trim()
    .max(60)
    .regex(/^[\w\- /.]*$/),
});
export type ShipInput = z.infer<typeof shipSchema>;

export const declineShipmentLineSchema = z.strictObject({
  parcelId: z.uuid(),
  lineId: z.uuid(),
  /** How many pieces are not there. */
  quantity: z.number().int().min(1).max(99),
  /** A second person's approval, where a write-off needs one. */
  approvalId: z.uuid().optional(),
});
export type DeclineShipmentLineInput = z.infer<typeof declineShipmentLineSchema>;
