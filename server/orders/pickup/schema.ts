import { z } from "zod";
import type { Money } from "@/server/platform/money";
import { sixDigitsSchema } from "@/server/shoppers/addresses/schema";

export type PickupStatus =
  | "requested"
  | "reserved"
  | "picking"
  | "ready"
  | "collected"
  | "declined"
  | "cancelled"
  | "expired";
export type PickupLineStatus = "reserved" | "picked" | "declined";

export type PickupLineRow = {
  id: string;
  variantId: string;
  quantity: number;
  /** Price of one item, paid at hand-over. */
  price: Money;
  status: PickupLineStatus;
  /** For a line the store could not find: the nearest store that has it. */
  nearest: { storeId: string; name: string; pieces: number } | null;
};

type Pickup = {
  id: string;
  /** Short number for saying aloud. */
  number: number;
  store: { id: string; name: string; address: string; timeZone: string };
  status: PickupStatus;
  contactName: string;
  promisedAt: string;
  /** Until when the items are held. */
  expiresAt: string;
  extendedAt: string | null;
  createdAt: string;
  pickingAt: string | null;
  readyAt: string | null;
  endedAt: string | null;
  /** Part of a paid order; otherwise it is paid at hand-over. */
  paid: boolean;
  lines: PickupLineRow[];
};

/** A pickup as its shopper sees it. */
export type PickupRow = Pickup & { /** Six digits, told at hand-over. */ code: string; contact: string };
/** A pickup as the store's tablets see it: never the code. */
export type StorePickupRow = Pickup & { claimedBy: { id: string; name: string } | null };

/** A notice sent to a shopper of a pickup, and its delivery state. */
export type PickupNoticeRow = {
  pickupId: string;
  number: number;
  /** The short name. */
  name: string;
  kind: "ready" | "declined" | "ends";
  /** `failed` and `unsendable`: not delivered, somebody has to call; `called`: somebody did. */
  state: "queued" | "sent" | "failed" | "unsendable" | "called";
  channel: "email" | "sms" | null;
  /** When it was sent, failed or called; before that, when it was queued. */
  at: string;
  /** The address it goes to, masked. */
  hint: string;
  /** The number to call, or the address; only for an undelivered notice. */
  reach: string;
};

const quantity = z.number().int().min(1).max(99);

const contactSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** A phone number or an e-mail address. */
  contact: z.string().trim().min(5).max(254),
});

export const reserveSchema = z.strictObject({
  /** Idempotency key: the same key gives the same pickup. */
  key: z.uuid(),
  storeId: z.uuid(),
  lines: z
    .array(
      z.strictObject({
        variantId: z.uuid(),
        quantity,
        /** The cart line it comes from; moved out of the cart. */
        lineKey: z.string().max(100).optional(),
      }),
    )
    .min(1)
    .max(50),
  contact: contactSchema.optional(),
});
export type ReserveInput = z.infer<typeof reserveSchema>;

export const pickupIdSchema = z.strictObject({ pickupId: z.uuid() });
export type PickupId = z.infer<typeof pickupIdSchema>;

export const setLineSchema = z.strictObject({
  pickupId: z.uuid(),
  lineId: z.uuid(),
  status: z.enum(["reserved", "picked", "declined"]),
  /** A second person's approval, where a write-off needs one. */
  approvalId: z.uuid().optional(),
});
export type SetLine = z.infer<typeof setLineSchema>;

const code = sixDigitsSchema;
/** Six typed digits, or the text of the QR. */
export const checkCodeSchema = z.strictObject({ code, pickupId: z.uuid().optional() });
export type CheckCode = z.infer<typeof checkCodeSchema>;
export const handOverSchema = z.strictObject({ code, pickupId: z.uuid() });
export type HandOver = z.infer<typeof handOverSchema>;
