import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, atNow, citext, id } from "../columns";
import { shopper } from "./identity";

export type ContactKind = "email" | "phone";

/**
 * An address verified by its account: the keys by which an account is found. A row exists only once a code sent to it
 * was entered. The values are stored here and in no other table that outlives a day, so that they can be erased.
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
    /** The one of its kind that stores and notices use. */
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
    /** The provider's own id of the person; never their e-mail, which may pass to another person. */
    subject: text().notNull(),
    shopperId: uuid()
      .notNull()
      .references(() => shopper.id),
    createdAt: atNow(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] }), index("shopper_login_shopper").on(t.shopperId)],
);

/**
 * A queued message: written with the change it reports, deleted once it was sent. One that was given up is kept for a
 * week, so that staff can send it again.
 */
export const outgoingMessage = pgTable(
  "outgoing_message",
  {
    id: id(),
    channel: text().$type<"email" | "sms">().notNull(),
    /** Recipient and text, encrypted: a one-time code is stored here for a short time. */
    sealed: text().notNull(),
    /** The order in which messages were queued; two of one transaction have the same time. */
    number: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    attempts: integer().notNull().default(0),
    createdAt: atNow(),
    nextAt: atNow(),
    /** After this it is worthless and not sent any more; null for what is sent however late. */
    expiresAt: at(),
    /** What the mail server or provider answered last, without the recipient. */
    lastError: text(),
    /** It is not tried again by itself. */
    givenUpAt: at(),
  },
  (t) => [index("outgoing_message_due").on(t.nextAt)],
);

/**
 * That a person was notified of something, once: the state of its message, which has the same id while it is queued.
 * Only ids and states are stored here; the recipient is read from the subject.
 */
export const notice = pgTable(
  "notice",
  {
    id: id(),
    /** The subject: a pickup. */
    subjectId: uuid().notNull(),
    kind: text().$type<"ready" | "declined" | "ends">().notNull(),
    /** Null when the person cannot be reached. */
    channel: text().$type<"email" | "sms">(),
    /**
     * `unsendable`: no address to write to; `failed`: given up; `called`: one of these two, and staff called instead.
     */
    state: text().$type<"queued" | "sent" | "failed" | "unsendable" | "called">().notNull(),
    createdAt: atNow(),
    /** Sent, given up or called. */
    settledAt: at(),
  },
  (t) => [uniqueIndex("notice_once").on(t.subjectId, t.kind)],
);
