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
  /** Quantity to send; what was not found is excluded. */
  quantity: number;
  cancelled: number;
  price: Money;
};

/** A shipment as the tablets of its store see it (entity `parcel` of the store's scope): no address. */
export type ShipmentRow = {
  id: string;
  /** The order's number. */
  number: number;
  status: ShipmentStatus;
  /** The short name: "Leyla H." */
  contactName: string;
  city: string;
  placedAt: string;
  timeZone: string;
  sentAt: string | null;
  tracking: string;
  claimedBy: { id: string; name: string } | null;
  lines: ShipmentLine[];
};

/** The label of a shipment: shown to its packer, and logged. */
export type ShipmentLabel = { name: string; phone: string; address: Address };

export const shipmentIdSchema = z.strictObject({ parcelId: z.uuid() });
export type ShipmentId = z.infer<typeof shipmentIdSchema>;

export const shipSchema = z.strictObject({
  parcelId: z.uuid(),
  /** The carrier's tracking number; empty when there is none. */
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
  /** The missing quantity. */
  quantity: z.number().int().min(1).max(99),
  /** A second person's approval, where a write-off needs one. */
  approvalId: z.uuid().optional(),
});
export type DeclineShipmentLineInput = z.infer<typeof declineShipmentLineSchema>;
