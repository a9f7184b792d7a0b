import { z } from "zod";

const opening = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const closing = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);

/** Opening intervals of one day, "HH:MM" in the store's zone, sorted and not overlapping; none means closed. */
const dayHoursSchema = z
  .array(z.tuple([opening, closing]))
  .max(4)
  .refine((day) => day.every(([opens, closes], i) => opens < closes && (day[i - 1]?.[1] ?? "") <= opens));
export type DayHours = z.infer<typeof dayHoursSchema>;

/** Seven days, Monday first. */
const weeklyHoursSchema = z.array(dayHoursSchema).length(7);
export type WeeklyHours = z.infer<typeof weeklyHoursSchema>;

const holidaySchema = z.strictObject({
  date: z.iso.date(),
  name: z.string().trim().max(80),
  hours: dayHoursSchema,
});
export type Holiday = z.infer<typeof holidaySchema>;

/** A store's public data. */
export type StoreView = {
  id: string;
  code: string;
  name: string;
  city: string;
  country: string;
  address: string;
  phone: string;
  /** IANA zone of every time shown for this store. */
  timeZone: string;
  latitude: number | null;
  longitude: number | null;
  weeklyHours: WeeklyHours;
  holidays: Holiday[];
  pickupMinutes: number;
};
/** The stores and the server's clock, which decides "open until". */
export type StoreList = { now: string; stores: StoreView[] };

export type RoomView = { id: string; name: string; position: number; active: boolean };
export type OfficeStoreView = StoreView & { active: boolean; rooms: RoomView[] };

/** What the office may change of a store's hours and preparation. */
export const saveHoursSchema = z.strictObject({
  storeId: z.uuid(),
  weeklyHours: weeklyHoursSchema,
  holidays: z
    .array(holidaySchema)
    .max(60)
    .refine((days) => new Set(days.map((d) => d.date)).size === days.length),
  pickupMinutes: z.number().int().min(5).max(1440),
});
export type SaveHours = z.infer<typeof saveHoursSchema>;

/** The new rooms; an omitted one stays, but is no longer offered. */
export const saveRoomsSchema = z.strictObject({
  storeId: z.uuid(),
  rooms: z
    .array(z.strictObject({ id: z.uuid().optional(), name: z.string().trim().min(1).max(40) }))
    .max(20)
    .refine((rooms) => new Set(rooms.map((r) => r.name.toLowerCase())).size === rooms.length),
});
export type SaveRooms = z.infer<typeof saveRoomsSchema>;
