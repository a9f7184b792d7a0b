import { z } from "zod";
import { maxItems } from "../rules";
import { dayParts, type WaitlistStatus } from "./rules";

const id = z.uuid();

export const joinSchema = z.strictObject({
  storeId: id,
  /** Local day of the store, YYYY-MM-DD. */
  date: z.iso.date(),
  slots: z.union([z.literal(1), z.literal(2)]).default(1),
  part: z.enum(dayParts).default("any"),
  variantIds: z
    .array(id)
    .max(maxItems)
    .refine((ids) => new Set(ids).size === ids.length, "twice the same")
    .default([]),
  /** Required from guests; by default the account's. */
  contactName: z.string().trim().max(80).optional(),
  contact: z.string().trim().max(254).optional(),
  /** Idempotency key: a repeated call with it gets the first result. */
  key: id,
});
export type JoinInput = z.infer<typeof joinSchema>;
export const waitlistEntrySchema = z.strictObject({ waitId: id });
export type WaitlistEntryInput = z.infer<typeof waitlistEntrySchema>;

/** A waitlist entry as the devices of its shopper see it. Times are ISO 8601 in UTC; show them in `timeZone`. */
export type WaitlistRow = {
  waitId: string;
  storeId: string;
  storeName: string;
  timeZone: string;
  /** Local day of the store, YYYY-MM-DD. */
  date: string;
  slots: 1 | 2;
  part: (typeof dayParts)[number];
  pieces: number;
  status: WaitlistStatus;
  /** The time that was last offered; held until `expiresAt` while the status is `offered`. */
  offer: { startsAt: string; endsAt: string; expiresAt: string } | null;
  /** The appointment that it became. */
  fittingId: string | null;
};

/** A shopper's own entry, with its position for a room of that day: 1 is the next. */
export type WaitlistView = WaitlistRow & { place: number | null };

/** What a store's devices see of a waiting entry: the day, no personal data. */
export type StoreWaitlistRow = { waitId: string; storeId: string; date: string; status: "waiting" | "offered" };
