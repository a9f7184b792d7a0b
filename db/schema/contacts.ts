import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, citext, id } from "../columns";
import { shopper } from "./identity";

export type ContactKind = "email" | "phone";

/**
 * An address that its account has proven to read: the keys by which an account is found. A row exists only once a code
 * sent to it came back. The values stand here and in no other table that outlives a day, so that they can be erased.
 */
export const shopperContact = pgTable(
  "shopper_contact",
  {
    id: id(),
    shopperId: uuid()
      .notNull()
      .references(() => shopper.id),
    kind: text().$type<ContactKind>().notNull(),
    /** An e-mail in lower case, or a phone number as E.164. */
    value: citext().notNull(),
    /** The one of its kind to which stores and notices go. */
    isPrimary: boolean().notNull().default(false),
    verifiedAt: atNow(),
    createdAt: atNow(),
  },
  (t) => [
    uniqueIndex("shopper_contact_value").on(t.kind, t.value),
    uniqueIndex("shopper_contact_primary").on(t.shopperId, t.kind).where(sql`is_primary`),
    index("shopper_contact_shopper").on(t.shopperId),
    check("shopper_contact_kind", sql`kind in ('email', 'phone')`),
  ],
);

/** An account at another provider that opens this one. */
export const shopperLogin = pgTable(
  "shopper_login",
  {
    provider: text().notNull(),
    /** The provider's own id of the person; never their e-mail, which may pass to somebody else. */
    subject: text().notNull(),
    shopperId: uuid()
      .notNull()
      .references(() => shopper.id),
    createdAt: atNow(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] }), index("shopper_login_shopper").on(t.shopperId)],
);

/** A message that waits to be sent: written with the change that it tells of, gone once it was sent or given up. */
export const outgoingMessage = pgTable(
  "outgoing_message",
  {
    id: id(),
    channel: text().$type<"email" | "sms">().notNull(),
    /** Recipient and text, encrypted: a one-time code lies here for a moment. */
    sealed: text().notNull(),
    attempts: integer().notNull().default(0),
    createdAt: atNow(),
    nextAt: atNow(),
    /** After this it is of no use to anybody. */
    expiresAt: at().notNull(),
  },
  (t) => [index("outgoing_message_due").on(t.nextAt)],
);

/**
 * That somebody was told of something, once: what became of its message, which has the same id while it waits. Only ids
 * and states stand here; to whom it went is read from what it is about.
 */
export const notice = pgTable(
  "notice",
  {
    id: id(),
    /** What it is about: a pick-up. */
    subjectId: uuid().notNull(),
    kind: text().$type<"ready" | "declined" | "ends">().notNull(),
    /** Null when there was no way to write. */
    channel: text().$type<"email" | "sms">(),
    /** `unsendable`: no way to write; `failed`: given up; `called`: one of these two, and somebody has called instead. */
    state: text().$type<"queued" | "sent" | "failed" | "unsendable" | "called">().notNull(),
    createdAt: atNow(),
    /** Sent, given up or called. */
    settledAt: at(),
  },
  (t) => [uniqueIndex("notice_once").on(t.subjectId, t.kind)],
);
