import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id, tstzrange } from "../columns";
import { variant } from "./catalogue";
import { staff } from "./identity";
import { fittingRoom, store } from "./stores";

export type FittingStatus = "booked" | "checked_in" | "done" | "cancelled" | "no_show";

/** An appointment in a fitting room; an exclusion constraint (see migrations) forbids overlaps in a room. */
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
    /** Null for a walk-in who gave no account. */
    shopperId: uuid(),
    during: tstzrange().notNull(),
    startsAt: at().notNull(),
    endsAt: at().notNull(),
    status: text().$type<FittingStatus>().notNull().default("booked"),
    contactName: text().notNull(),
    contact: text().notNull(),
    /** How often time or status changed what a calendar shows (SEQUENCE of the .ics). */
    sequence: integer().notNull().default(0),
    createdAt: atNow(),
    updatedAt: atNow(),
  },
  (t) => [index("fitting_store_day").on(t.storeId, t.startsAt), index("fitting_shopper").on(t.shopperId)],
);

/** What should hang in the room. */
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

export type RoomRequestStatus = "asked" | "claimed" | "brought" | "cancelled";

/** "Bring me size S" from inside the room. */
export const roomRequest = pgTable(
  "room_request",
  {
    id: id(),
    fittingId: uuid()
      .notNull()
      .references(() => fitting.id),
    storeId: uuid().notNull(),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    status: text().$type<RoomRequestStatus>().notNull().default("asked"),
    claimedBy: uuid().references(() => staff.id),
    askedAt: atNow(),
    claimedAt: at(),
    broughtAt: at(),
  },
  (t) => [index("room_request_open").on(t.storeId).where(sql`status in ('asked','claimed')`)],
);
