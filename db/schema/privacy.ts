import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { shopper, staff, storeDevice } from "./identity";
import { store } from "./stores";

/**
 * A consultant's request to assist a shopper, by phone number. The number is not stored: only the shopper it led to,
 * and a row without `shopperId` looks to the consultant like one with it.
 */
export const helpRequest = pgTable(
  "help_request",
  {
    id: id(),
    shopperId: uuid().references(() => shopper.id),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    storeDeviceId: uuid()
      .notNull()
      .references(() => storeDevice.id),
    staffId: uuid()
      .notNull()
      .references(() => staff.id),
    /** One of a closed list, so that no name is written to the trail. */
    reason: text().notNull(),
    status: text().$type<"asked" | "accepted" | "declined" | "ended">().notNull().default("asked"),
    /** It was delivered to the shopper's devices. */
    delivered: boolean().notNull().default(false),
    /** The number was a canary. */
    canary: boolean().notNull().default(false),
    createdAt: atNow(),
    expiresAt: at().notNull(),
    answeredAt: at(),
  },
  (t) => [
    // the limit of look-ups an hour
    index("help_request_staff").on(t.staffId, t.createdAt),
    index("help_request_shopper").on(t.shopperId).where(sql`status = 'asked'`),
    check("help_request_status", sql`status in ('asked', 'accepted', 'declined', 'ended')`),
  ],
);

/** Numbers that no honest look-up requests, as keyed digests: a request for one is an alarm. */
export const canaryNumber = pgTable("canary_number", {
  digest: text().primaryKey(),
  createdBy: uuid().references(() => staff.id),
  createdAt: atNow(),
});

export type ConsentPurpose = "data_processing" | "advertising";
export type ConsentDecision = "told" | "granted" | "withdrawn";

/**
 * Notices shown to a shopper and their decisions, one row per decision; a trigger refuses every change (see
 * migrations).
 */
export const consent = pgTable(
  "consent",
  {
    id: id(),
    shopperId: uuid().notNull(),
    purpose: text().$type<ConsentPurpose>().notNull(),
    channel: text().$type<"any" | "email" | "sms">().notNull(),
    decision: text().$type<ConsentDecision>().notNull(),
    /** Version of the shown text, see messages `privacy.texts`, and its language. */
    textVersion: text().notNull(),
    locale: text().notNull(),
    /** Where it was decided: `shop`, `store`, `office`, or `merge` for what a merge made stricter. */
    surface: text().notNull(),
    actorKind: text().notNull(),
    actorId: uuid(),
    at: atNow(),
  },
  (t) => [
    index("consent_shopper").on(t.shopperId, t.at),
    check("consent_purpose", sql`purpose in ('data_processing', 'advertising')`),
    check("consent_decision", sql`decision in ('told', 'granted', 'withdrawn')`),
  ],
);

/** Erased shoppers: their ids lead to nobody, and their devices wipe their copies. */
export const erasure = pgTable(
  "erasure",
  {
    id: id(),
    /** The erased shopper, or a guest merged into it. */
    shopperId: uuid().notNull(),
    at: atNow(),
    /** When it was repeated for requests that were in progress at the time. */
    confirmedAt: at(),
  },
  (t) => [uniqueIndex("erasure_shopper").on(t.shopperId)],
);
