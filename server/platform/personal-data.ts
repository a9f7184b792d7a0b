import { like, or, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { idempotencyKey } from "@/db/schema/platform";
import type { Announce } from "./change";

/** Whom an export or an erasure is about: a shopper with every guest that became part of it, and where they are reached. */
export type Subject = {
  ids: string[];
  /** Devices of those ids, revoked ones too. */
  deviceIds: string[];
  /** E-mail addresses in lower case and phone numbers in E.164 that are known to be the shopper's. */
  addresses: string[];
};

/**
 * What a column of a table about shoppers holds.
 * `subject`: a random id that means nothing once the values that identify are gone. `identifies`: a name, an address, free
 * text: exported, and gone after an erasure. `describes`: what the shopper has or did: exported. `secret`: a key or its
 * digest: never exported. `internal`: the machinery's own bookkeeping.
 */
export type ColumnKind = "subject" | "identifies" | "describes" | "secret" | "internal";

/** What an erasure does with the rows. `keep` and what stands beside `set` remain, and the text says by which right. */
export type Erasure<Columns extends string = string> =
  | "delete"
  | { set: Partial<Record<Columns, SQL>>; because: string }
  | { keep: string };

export type TableShare = { table: PgTable } & (
  | { about: "nobody" }
  | { about: "staff"; personal: string[]; kept: string }
  | {
      about: "shopper";
      columns: Record<string, ColumnKind>;
      /** Condition: the rows of this shopper. */
      whose: (subject: Subject) => SQL;
      erase: Erasure;
      /** For how long the row lives without an erasure. */
      kept: string;
    }
);

/** A module's share in what the shop knows of people: every table that it owns, and what must happen beside the rows. */
export type PersonalData = {
  module: string;
  tables: TableShare[];
  /**
   * Ends what is under way for the shopper before the values go, in the erasure's transaction: gives stock and rooms back
   * and tells the stores' tablets.
   */
  beforeErase?: (tx: Tx, announce: Announce, subject: Subject) => Promise<void>;
};

type ColumnOf<T extends PgTable> = Extract<keyof T["$inferSelect"], string>;

/** These tables hold nothing about a person. */
export const ofNobody = (...tables: PgTable[]): TableShare[] =>
  tables.map((table) => ({ table, about: "nobody" as const }));

/** A table about those who work here: which columns tell of them, and for how long. */
export const ofStaff = <T extends PgTable>(table: T, personal: ColumnOf<T>[], kept: string): TableShare => ({
  table,
  about: "staff",
  personal,
  kept,
});

/** A table about shoppers. Every column is named: a new one does not compile until somebody says what it holds. */
export const ofShopper = <T extends PgTable>(
  table: T,
  share: {
    columns: Record<ColumnOf<T>, ColumnKind>;
    whose: (subject: Subject) => SQL;
    erase: Erasure<ColumnOf<T>>;
    kept: string;
  },
): TableShare => ({ table, about: "shopper", ...share });

/** The platform's own share: answers kept under idempotency keys. */
export const platformData: PersonalData = {
  module: "platform",
  tables: [
    ofShopper(idempotencyKey, {
      columns: { scope: "subject", key: "internal", argsSha256: "internal", result: "describes", at: "internal" },
      whose: ({ ids }) => or(...ids.map((id) => like(idempotencyKey.scope, `shopper:${id}:%`))) ?? sql`false`,
      erase: "delete",
      kept: "while a repeated request may still ask for its first answer",
    }),
  ],
};
