import { jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { atNow, id } from "../columns";

/** Results of money, stock and booking commands by idempotency key. */
export const idempotencyKey = pgTable(
  "idempotency_key",
  {
    /** Actor and procedure. */
    scope: text().notNull(),
    key: text().notNull(),
    argsSha256: text().notNull(),
    result: jsonb().$type<unknown>(),
    at: atNow(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.key] })],
);

/** Mails and text messages stored on this machine instead of being sent: demo mode and tests only. */
export const localMail = pgTable("local_mail", {
  id: id(),
  channel: text().$type<"email" | "sms">().notNull().default("email"),
  recipient: text().notNull(),
  subject: text().notNull(),
  body: text().notNull(),
  at: atNow(),
});
