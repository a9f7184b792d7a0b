import { sql } from "drizzle-orm";
import { type AnyPgColumn, boolean, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at, atNow, citext, id } from "../columns";
import { store } from "./stores";

export type Role = "consultant" | "manager" | "office" | "admin";
export type DeviceKind = "phone" | "laptop" | "tablet";

/** A guest or an account. Its id is also the id of its sync scope; its addresses are in `shopper_contact`. */
export const shopper = pgTable(
  "shopper",
  {
    id: id(),
    kind: text().$type<"guest" | "account">().notNull(),
    name: text().notNull().default(""),
    locale: text().notNull().default("en"),
    /** A merged guest points to the account that received its cart and favourites. */
    mergedInto: uuid().references((): AnyPgColumn => shopper.id),
    createdAt: atNow(),
  },
  (t) => [index("shopper_merged_into").on(t.mergedInto).where(sql`merged_into is not null`)],
);

/** One row per browser of a shopper; the row, not the cookie, decides what it may do. */
export const shopperDevice = pgTable(
  "shopper_device",
  {
    id: id(),
    shopperId: uuid()
      .notNull()
      .references(() => shopper.id),
    /** The guest this device belonged to before that guest became an account. */
    guestId: uuid().references(() => shopper.id),
    /** `linked`: sees cart and favourites only, because it never signed in itself. */
    access: text().$type<"full" | "linked">().notNull().default("full"),
    /**
     * SHA-256 of the guest cookie's secret. It stays when the device signs in or out, so that the secret is never
     * issued twice; it opens nothing then, because a cookie needs a guest or a linked device.
     */
    secretHash: text().unique(),
    kind: text().$type<DeviceKind>().notNull().default("laptop"),
    label: text().notNull().default(""),
    createdAt: atNow(),
    lastSeenAt: atNow(),
    revokedAt: at(),
  },
  (t) => [
    index("shopper_device_shopper").on(t.shopperId),
    // the few that came into an account with a guest
    index("shopper_device_guest").on(t.guestId).where(sql`guest_id is not null`),
  ],
);

/** One-time invitation by QR for another device of the same shopper. */
export const deviceInvitation = pgTable("device_invitation", {
  id: id(),
  shopperId: uuid()
    .notNull()
    .references(() => shopper.id),
  secretHash: text().notNull().unique(),
  expiresAt: at().notNull(),
  usedAt: at(),
});

/** One-time code sent to an address, bound to the requesting browser. */
export const oneTimeCode = pgTable(
  "one_time_code",
  {
    id: id(),
    /** `shopper`: a sign-in; `contact`: the verification of an address by a signed-in customer. */
    purpose: text().$type<"shopper" | "contact" | "erasure" | "order" | "staff">().notNull(),
    address: citext().notNull(),
    codeHash: text().notNull(),
    browserHash: text().notNull(),
    tries: integer().notNull().default(0),
    createdAt: atNow(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (t) => [
    index("one_time_code_address").on(t.address, t.createdAt),
    index("one_time_code_browser").on(t.browserHash, t.createdAt),
  ],
);

export const staff = pgTable("staff", {
  id: id(),
  name: text().notNull(),
  email: citext().notNull().unique(),
  role: text().$type<Role>().notNull(),
  /** The store of a consultant or manager; null for office and admin. */
  storeId: uuid().references(() => store.id),
  pinHash: text(),
  pinTries: integer().notNull().default(0),
  active: boolean().notNull().default(true),
  createdAt: atNow(),
});

/** An enrolled tablet. */
export const storeDevice = pgTable("store_device", {
  id: id(),
  storeId: uuid()
    .notNull()
    .references(() => store.id),
  name: text().notNull(),
  secretHash: text().notNull().unique(),
  createdAt: atNow(),
  lastSeenAt: atNow(),
  revokedAt: at(),
});

/** One-time code by which the office enrols a tablet. */
export const deviceEnrolment = pgTable("device_enrolment", {
  id: id(),
  storeId: uuid()
    .notNull()
    .references(() => store.id),
  name: text().notNull(),
  codeHash: text().notNull().unique(),
  createdBy: uuid().references(() => staff.id),
  expiresAt: at().notNull(),
  usedAt: at(),
});

/** A staff session: a shift on a tablet, or a sign-in at the office. */
export const staffSession = pgTable("staff_session", {
  id: id(),
  /**
   * The second factor after the tablet or the e-mailed code; without it an office session may only continue to that
   * step.
   */
  proof: text().$type<"pin" | "passkey" | "demo">(),
  /** The passkey it was opened with. */
  passkeyId: uuid(),
  surface: text().$type<"store" | "office">().notNull(),
  staffId: uuid()
    .notNull()
    .references(() => staff.id),
  storeDeviceId: uuid().references(() => storeDevice.id),
  secretHash: text().notNull().unique(),
  createdAt: atNow(),
  lastActiveAt: atNow(),
  expiresAt: at().notNull(),
  endedAt: at(),
});

/** The printed one-time link for the first administrator. */
export const adminInvitation = pgTable("admin_invitation", {
  id: id(),
  secretHash: text().notNull().unique(),
  expiresAt: at().notNull(),
  usedAt: at(),
});

/** A shopper's card QR or one-time code that requests assistance in a store. */
export const helpCode = pgTable("help_code", {
  id: id(),
  shopperId: uuid()
    .notNull()
    .references(() => shopper.id),
  kind: text().$type<"card" | "code">().notNull(),
  codeHash: text().notNull(),
  expiresAt: at().notNull(),
  usedAt: at(),
});

/** A shopper's consent to be assisted on one tablet; expires automatically. */
export const assistanceGrant = pgTable(
  "assistance_grant",
  {
    id: id(),
    shopperId: uuid()
      .notNull()
      .references(() => shopper.id),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    storeDeviceId: uuid()
      .notNull()
      .references(() => storeDevice.id),
    staffId: uuid()
      .notNull()
      .references(() => staff.id),
    /** The action by which the shopper consented. */
    via: text().$type<"card" | "code" | "request">().notNull().default("card"),
    createdAt: atNow(),
    lastUsedAt: atNow(),
    expiresAt: at().notNull(),
    endedAt: at(),
  },
  (t) => [index("assistance_grant_device").on(t.storeDeviceId).where(sql`ended_at is null`)],
);
