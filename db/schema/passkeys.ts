import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { staff, staffSession } from "./identity";

/** A passkey (WebAuthn credential) of a member of the office: their second factor. Holds public keys only. */
export const staffPasskey = pgTable(
  "staff_passkey",
  {
    id: id(),
    staffId: uuid()
      .notNull()
      .references(() => staff.id),
    /** The authenticator's own name for it (base64url). */
    credentialId: text().notNull().unique(),
    /** COSE key, base64url. */
    publicKey: text().notNull(),
    /** The host name it is bound to: it works nowhere else. */
    rpId: text().notNull(),
    /** Uses as the authenticator counts them; one that does not grow indicates a copy. */
    counter: bigint({ mode: "number" }).notNull(),
    transports: jsonb().$type<string[]>().notNull().default([]),
    /** Synced across devices by a service, instead of bound to one device. */
    synced: boolean().notNull(),
    label: text().notNull().default(""),
    createdAt: atNow(),
    lastUsedAt: at(),
  },
  (t) => [index("staff_passkey_staff").on(t.staffId)],
);

/** The challenge an authenticator must sign: one per session and purpose, for one use within minutes. */
export const passkeyChallenge = pgTable(
  "passkey_challenge",
  {
    sessionId: uuid()
      .notNull()
      .references(() => staffSession.id),
    purpose: text().$type<"register" | "sign_in" | "add" | "confirm" | "confirmed">().notNull(),
    challenge: text().notNull(),
    expiresAt: at().notNull(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.purpose] })],
);
