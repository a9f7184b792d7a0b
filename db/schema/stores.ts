import { boolean, doublePrecision, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { atNow, id } from "../columns";

/** Opening intervals of one day in the store's zone, "HH:MM", sorted, not overlapping. */
export type DayHours = [opens: string, closes: string][];
/** Seven days, Monday first. */
export type WeeklyHours = DayHours[];
/** A day with exceptional hours; no intervals means closed. `date` is YYYY-MM-DD. */
export type Holiday = { date: string; name: string; hours: DayHours };

export const store = pgTable("store", {
  id: id(),
  /** Short stable code used by imports, e.g. `nizami`. */
  code: text().notNull().unique(),
  name: text().notNull(),
  city: text().notNull(),
  country: text().notNull(),
  address: text().notNull(),
  phone: text().notNull().default(""),
  timeZone: text().notNull(),
  latitude: doublePrecision(),
  longitude: doublePrecision(),
  weeklyHours: jsonb().$type<WeeklyHours>().notNull(),
  holidays: jsonb().$type<Holiday[]>().notNull().default([]),
  /** Minutes of work the store needs to prepare a pickup. */
  pickupMinutes: integer().notNull().default(60),
  position: integer().notNull().default(0),
  active: boolean().notNull().default(true),
  createdAt: atNow(),
});

export const fittingRoom = pgTable(
  "fitting_room",
  {
    id: id(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    name: text().notNull(),
    position: integer().notNull().default(0),
    active: boolean().notNull().default(true),
  },
  (t) => [unique().on(t.storeId, t.name)],
);
