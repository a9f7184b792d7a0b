import { sql } from "drizzle-orm";
import { boolean, date, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id, tstzrange } from "../columns";
import { variant } from "./catalogue";
import { staff } from "./identity";
import { fittingRoom, store } from "./stores";

/** `offered`: kept for a shopper on the waitlist until they accept it. */
export type FittingStatus = "offered" | "booked" | "checked_in" | "done" | "cancelled" | "no_show";

/**
 * An appointment in a fitting room; exclusion constraints (see migrations) forbid overlaps in a room, and of one
 * person's.
 */
export const fitting = pgTable(
  "fitting",
  {
    id: id(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    roomId: uuid()
      .notNull()
      .references(() => fittingRoom.id),
    /** Null for a walk-in without an account. */
    shopperId: uuid(),
    during: tstzrange().notNull(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    status: text().$type<FittingStatus>().notNull().default("booked"),
    contactName: text().notNull(),
    contact: text().notNull(),
    /** Two people who had both booked that time were merged: it stays until they cancel or move one. */
    overlapAllowed: boolean().notNull().default(false),
    /** Who prepares the items before the visitor comes; null while it is unassigned. */
    hangingBy: uuid().references(() => staff.id),
    /** How often time or status changed what a calendar shows (SEQUENCE of the .ics). */
    sequence: integer().notNull().default(0),
    createdAt: atNow(),
    updatedAt: atNow(),
  },
  (t) => [index("fitting_store_day").on(t.storeId, t.startsAt), index("fitting_shopper").on(t.shopperId)],
);

/** An item to prepare in the room. */
export const fittingItem = pgTable(
  "fitting_item",
  {
    id: id(),
    fittingId: uuid()
      .notNull()
      .references(() => fitting.id),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    status: text().$type<"wanted" | "in_room">().notNull().default("wanted"),
  },
  (t) => [unique("fitting_item_variant").on(t.fittingId, t.variantId)],
);

export type ItemRequestStatus = "asked" | "claimed" | "brought" | "cancelled";

/** "Bring me size S" from inside the room. */
export const itemRequest = pgTable(
  "item_request",
  {
    id: id(),
    fittingId: uuid()
      .notNull()
      .references(() => fitting.id),
    storeId: uuid().notNull(),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    status: text().$type<ItemRequestStatus>().notNull().default("asked"),
    claimedBy: uuid().references(() => staff.id),
    askedAt: atNow(),
    claimedAt: at(),
    broughtAt: at(),
  },
  (t) => [index("item_request_open").on(t.storeId).where(sql`status in ('asked','claimed')`)],
);

export type WaitStatus = "waiting" | "offered" | "taken" | "lapsed" | "left" | "over";
/** The preferred part of the day, by the store's local hours. */
export type WaitPart = "any" | "morning" | "afternoon" | "evening";

/** A shopper's entry on the waitlist for a room on a day. */
export const fittingWaitlistEntry = pgTable(
  "fitting_waitlist_entry",
  {
    id: id(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    shopperId: uuid().notNull(),
    /** Local day of the store, YYYY-MM-DD. */
    date: date({ mode: "string" }).notNull(),
    slots: integer().notNull(),
    part: text().$type<WaitPart>().notNull(),
    variantIds: jsonb().$type<string[]>().notNull().default([]),
    contactName: text().notNull(),
    contact: text().notNull(),
    /** Language of the mail. */
    locale: text().$type<"en" | "ru" | "az">().notNull(),
    status: text().$type<WaitStatus>().notNull().default("waiting"),
    /** The time kept for them, then the appointment that it became. */
    fittingId: uuid().references(() => fitting.id, { onDelete: "set null" }),
    /** The time last offered. */
    startsAt: at(),
    endsAt: at(),
    expiresAt: at(),
    joinedAt: atNow(),
    updatedAt: atNow(),
  },
  (t) => [
    index("fitting_waitlist_entry_line").on(t.storeId, t.date, t.joinedAt).where(sql`status = 'waiting'`),
    index("fitting_waitlist_entry_shopper").on(t.shopperId),
    // One place per day and store, and never two concurrent offers.
    uniqueIndex("fitting_waitlist_entry_once")
      .on(t.shopperId, t.storeId, t.date)
      .where(sql`status in ('waiting','offered')`),
    uniqueIndex("fitting_waitlist_entry_one_offer").on(t.shopperId).where(sql`status = 'offered'`),
  ],
);
