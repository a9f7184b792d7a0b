import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, atNow, citext, id } from "../columns";
import { shopper, staff } from "./identity";

export type EdgeKind = "email" | "phone" | "google" | "shopper";

/** A value that an edge leads to; the only place of the graph that stores it, so that erasing it here erases it. */
export const identityValue = pgTable(
  "identity_value",
  {
    id: id(),
    kind: text().$type<Exclude<EdgeKind, "shopper">>().notNull(),
    /** An e-mail in lower case, a phone number as E.164, or the provider's id of a person. */
    value: citext().notNull(),
  },
  (t) => [uniqueIndex("identity_value_value").on(t.kind, t.value)],
);

/**
 * Append-only evidence of who is who: triggers refuse every change (migration of the same name). `link` says that a
 * shopper was shown to own a value or to be another shopper, `unlink` that this no longer holds.
 */
export const identityEdge = pgTable(
  "identity_edge",
  {
    id: id(),
    at: atNow(),
    shopperId: uuid().notNull(),
    change: text().$type<"link" | "unlink">().notNull(),
    kind: text().$type<EdgeKind>().notNull(),
    /** An `identity_value`, gone once it was erased; or the other shopper of a merge. */
    targetId: uuid().notNull(),
    verified: boolean().notNull(),
    source: text().notNull(),
    mergeId: uuid(),
  },
  (t) => [index("identity_edge_shopper").on(t.shopperId, t.at), index("identity_edge_target").on(t.targetId, t.at)],
);

/** What a merge carried over, so that it can be split; ids and quantities only. */
export type Carried = {
  /** The quantity that the merge added to each line of the account. */
  lines: { lineKey: string; added: number }[];
  favourites: string[];
  pickups: string[];
  /** Absent in merges from before there were orders. */
  orders?: string[];
  fittings: string[];
  /** Waitlist entries; absent in merges from before there were any. */
  waits?: string[];
  /** Devices with their previous access. */
  devices: { id: string; access: "full" | "linked"; guestId: string | null }[];
  contacts: string[];
  /** Guests that were merged into the shopper earlier. */
  guests: string[];
};

/** The merge of one shopper into another. */
export const shopperMerge = pgTable(
  "shopper_merge",
  {
    id: id(),
    at: atNow(),
    fromId: uuid()
      .notNull()
      .references(() => shopper.id),
    intoId: uuid()
      .notNull()
      .references(() => shopper.id),
    source: text().$type<"sign_in" | "review">().notNull(),
    carried: jsonb().$type<Carried>().notNull(),
    splitAt: at(),
    splitBy: uuid().references(() => staff.id),
  },
  (t) => [
    uniqueIndex("shopper_merge_open").on(t.fromId).where(sql`split_at is null`),
    index("shopper_merge_into").on(t.intoId, t.at),
  ],
);

/** Two accounts that are one person by the evidence: people decide, never the shop automatically. */
export const mergeReview = pgTable(
  "merge_review",
  {
    id: id(),
    at: atNow(),
    /** The account that holds the contact, and the one whose owner verified it. */
    holderId: uuid()
      .notNull()
      .references(() => shopper.id),
    claimantId: uuid()
      .notNull()
      .references(() => shopper.id),
    evidence: text().$type<Exclude<EdgeKind, "shopper">>().notNull(),
    status: text().$type<"open" | "merged" | "kept_apart">().notNull().default("open"),
    decidedAt: at(),
    decidedBy: uuid().references(() => staff.id),
    mergeId: uuid().references(() => shopperMerge.id),
  },
  () => [
    uniqueIndex("merge_review_pair")
      .on(sql`least(holder_id, claimant_id)`, sql`greatest(holder_id, claimant_id)`)
      .where(sql`status = 'open'`),
  ],
);
