import { z } from "zod";
import type { Money } from "@/server/platform/money";
import { sixDigitsSchema } from "@/server/shoppers/rules";

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
  /** Price of one piece, paid at hand-over. */
  price: Money;
  status: PickupLineStatus;
  /** For a line the store could not find: the nearest store that has it. */
  nearest: { storeId: string; name: string; pieces: number } | null;
};

type Pickup = {
  id: string;
  /** Short number people say aloud. */
  number: number;
  store: { id: string; name: string; address: string; timeZone: string };
  status: PickupStatus;
  contactName: string;
  promisedAt: string;
  /** Until when the pieces are kept. */
  expiresAt: string;
  extendedAt: string | null;
  createdAt: string;
  pickingAt: string | null;
  readyAt: string | null;
  endedAt: string | null;
  /** A part of a paid order; else it is paid at its hand-over. */
  paid: boolean;
  lines: PickupLineRow[];
};

/** A pick-up as its shopper sees it. */
export type PickupRow = Pickup & { /** Six digits, told at hand-over. */ code: string; contact: string };
/** A pick-up as the store's tablets see it: never the code. */
export type StorePickupRow = Pickup & { claimedBy: { id: string; name: string } | null };

/** What a shopper was told of a pick-up, and what became of it. */
export type PickupNoticeRow = {
  pickupId: string;
  number: number;
  /** As it is called out. */
  name: string;
  kind: "ready" | "declined" | "ends";
  /** `failed` and `unsendable`: nothing arrived, somebody has to call; `called`: somebody did. */
  state: "queued" | "sent" | "failed" | "unsendable" | "called";
  channel: "email" | "sms" | null;
  /** When it was sent, given up or called; before that when it was written. */
  at: string;
  /** The address it goes to, mostly hidden. */
  hint: string;
  /** The number to call, or the address; only where nothing arrived. */
  reach: string;
};

const quantity = z.number().int().min(1).max(99);

const contactSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** A phone number or an e-mail address. */
  contact: z.string().trim().min(5).max(254),
});

export const reserveSchema = z.strictObject({
  /** Idempotency key: the same key gives the same pick-up. */
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
/** Six typed digits, or what the QR says. */
export const checkCodeSchema = z.strictObject({ code, pickupId: z.uuid().optional() });
export type CheckCode = z.infer<typeof checkCodeSchema>;
export const handOverSchema = z.strictObject({ code, pickupId: z.uuid() });
export type HandOver = z.infer<typeof handOverSchema>;
