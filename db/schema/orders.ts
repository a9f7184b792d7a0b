import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { variant } from "./catalogue";
import { staff } from "./identity";
import { store } from "./stores";

export type PickupStatus =
  | "requested"
  | "reserved"
  | "picking"
  | "ready"
  | "collected"
  | "declined"
  | "cancelled"
  | "expired";

/** A reservation in a store, paid at hand-over. */
export const pickup = pgTable(
  "pickup",
  {
    id: id(),
    /** Short number people say aloud, e.g. 4821. */
    number: integer().notNull().generatedAlwaysAsIdentity({ startWith: 4801 }),
    /** Six digits shown to the shopper only; asked at hand-over. */
    code: text().notNull(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    shopperId: uuid().notNull(),
    status: text().$type<PickupStatus>().notNull(),
    contactName: text().notNull(),
    contact: text().notNull(),
    promisedAt: at().notNull(),
    expiresAt: at().notNull(),
    extendedAt: at(),
    claimedBy: uuid().references(() => staff.id),
    createdAt: atNow(),
    pickingAt: at(),
    readyAt: at(),
    /** Collected, declined, cancelled or expired. */
    endedAt: at(),
    updatedAt: atNow(),
  },
  (t) => [
    index("pickup_shopper").on(t.shopperId),
    // the sweep of reservations whose time is over
    index("pickup_due").on(t.expiresAt).where(sql`status in ('reserved','picking','ready')`),
    index("pickup_open").on(t.storeId, t.promisedAt).where(sql`status in ('requested','reserved','picking','ready')`),
    uniqueIndex("pickup_code_open")
      .on(t.storeId, t.code)
      .where(sql`status in ('requested','reserved','picking','ready')`),
  ],
);

export const pickupLine = pgTable(
  "pickup_line",
  {
    id: id(),
    pickupId: uuid()
      .notNull()
      .references(() => pickup.id),
    variantId: uuid()
      .notNull()
      .references(() => variant.id),
    quantity: integer().notNull(),
    priceMinor: integer().notNull(),
    currency: text().notNull(),
    status: text().$type<"reserved" | "picked" | "declined">().notNull().default("reserved"),
  },
  (t) => [index("pickup_line_pickup").on(t.pickupId), check("pickup_line_quantity", sql`quantity > 0`)],
);

/** Wrong hand-over codes typed on a tablet in the running window: six digits must not be guessed. */
export const handOverTries = pgTable("hand_over_tries", {
  storeDeviceId: uuid().primaryKey(),
  since: atNow(),
  tries: integer().notNull().default(0),
});
