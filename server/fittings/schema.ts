import { z } from "zod";
import type { ScheduleConflict } from "./conflicts.rules";
import { type FittingStatus, horizonDays, maxItems, type RequestStatus } from "./rules";

const id = z.uuid();
const slots = z.union([z.literal(1), z.literal(2)]);
const moment = z.iso.datetime({ offset: true });
/** Idempotency key: a repeated call with it gets the first result. */
const key = z.uuid();
const variantIds = z
  .array(id)
  .max(maxItems)
  .refine((ids) => new Set(ids).size === ids.length, "twice the same");

export const slotsSchema = z.strictObject({
  storeId: id,
  /** First local day, YYYY-MM-DD; today when absent. */
  date: z.iso.date().optional(),
  days: z.number().int().min(1).max(horizonDays).default(1),
  slots: slots.default(1),
  /** The appointment to be rescheduled: its own time counts as free. */
  movingId: id.optional(),
});
export const nextSlotSchema = z.strictObject({ storeId: id });
export const bookSchema = z.strictObject({
  storeId: id,
  startsAt: moment,
  slots: slots.default(1),
  variantIds: variantIds.default([]),
  /** Required from guests; by default the account's. */
  contactName: z.string().trim().max(80).optional(),
  contact: z.string().trim().max(254).optional(),
  key,
});
export type BookInput = z.infer<typeof bookSchema>;
export const rescheduleSchema = z.strictObject({ fittingId: id, startsAt: moment, slots: slots.default(1) });
export type RescheduleInput = z.infer<typeof rescheduleSchema>;
export const fittingSchema = z.strictObject({ fittingId: id });
export type FittingInput = z.infer<typeof fittingSchema>;
export const itemsSchema = z.strictObject({ fittingId: id, variantIds });
export type ItemsInput = z.infer<typeof itemsSchema>;
export const requestItemSchema = z.strictObject({ fittingId: id, variantId: id, key });
export type RequestItemInput = z.infer<typeof requestItemSchema>;
export const requestSchema = z.strictObject({ requestId: id });
export type RequestInput = z.infer<typeof requestSchema>;
export const walkInSchema = z.strictObject({
  roomId: id,
  startsAt: moment,
  slots: slots.default(1),
  contactName: z.string().trim().max(80).default(""),
  key,
});
export type WalkInInput = z.infer<typeof walkInSchema>;
export const setItemInRoomSchema = z.strictObject({ fittingId: id, itemId: id, inRoom: z.boolean() });
export type SetItemInRoomInput = z.infer<typeof setItemInRoomSchema>;
export const daySchema = z.strictObject({ date: z.iso.date().optional() });

/** Times are ISO 8601 in UTC everywhere below; show them in `timeZone`. */
export type SlotView = {
  startsAt: string;
  /** Rooms free for the whole appointment. */
  free: number;
};
export type DaySlots = {
  /** Local day, YYYY-MM-DD. */
  date: string;
  /** Closed all day: a holiday or a day off. */
  closed: boolean;
  /** Slots that have not begun, also full ones (free 0). */
  slots: SlotView[];
};
export type StoreSlots = {
  storeId: string;
  storeName: string;
  timeZone: string;
  /** The store's local day now. */
  today: string;
  days: DaySlots[];
};
export type NextSlot = { startsAt: string; date: string; today: string; timeZone: string } | null;

export type ItemRequestRow = {
  requestId: string;
  fittingId: string;
  storeId: string;
  roomName: string;
  contactName: string;
  variantId: string;
  status: RequestStatus;
  /** Who brings it; null while unclaimed. */
  claimedBy: { staffId: string; name: string } | null;
  askedAt: string;
  claimedAt: string | null;
  broughtAt: string | null;
};

export type FittingItemRow = { itemId: string; variantId: string; status: "wanted" | "in_room" };

/** An appointment as the devices of its shopper and its store see it. */
export type FittingRow = {
  fittingId: string;
  storeId: string;
  storeName: string;
  storeAddress: string;
  timeZone: string;
  roomId: string;
  roomName: string;
  startsAt: string;
  endsAt: string;
  status: FittingStatus;
  /** Why it no longer fits since the store changed its hours or rooms; absent in rows stored by older devices. */
  hit?: ScheduleConflict | null;
  sequence: number;
  walkIn: boolean;
  contactName: string;
  contact: string;
  /** Who prepares the items; absent in rows stored by older devices. */
  hangingBy?: { staffId: string; name: string } | null;
  items: FittingItemRow[];
  /** Newest last. */
  requests: ItemRequestRow[];
};

/** One day of a store's rooms, for the tablet's timeline. */
export type StoreDayView = {
  date: string;
  today: string;
  now: string;
  timeZone: string;
  rooms: { roomId: string; name: string }[];
  /** Opening intervals; empty when closed. */
  open: { from: string; to: string }[];
  fittings: FittingRow[];
  /** Upcoming booked ones that conflict with a later change of hours or rooms. */
  hit: FittingRow[];
  /** How many shoppers wait for a room of that day. */
  waiting: number;
};

/** The .ics file of an appointment. */
export type CalendarFile = { name: string; text: string };
