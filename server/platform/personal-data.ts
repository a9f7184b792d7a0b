import { like, or, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { idempotencyKey } from "@/db/schema/platform";
import type { Announce } from "./change";

/** The person of an export or an erasure: a shopper with every guest merged into it, and the addresses of both. */
export type Subject = {
  ids: string[];
  /** Devices of those ids, including revoked ones. */
  deviceIds: string[];
  /** E-mail addresses in lower case and phone numbers in E.164 that are known to be the shopper's. */
  addresses: string[];
};

/**
 * What a column of a table about shoppers holds. `subject`: a random id that means nothing once the identifying values
 * are gone. `identifies`: a name, an address, free text: exported, and removed by an erasure. `describes`: what the
 * shopper has or did: exported. `secret`: a key or its digest: never exported. `internal`: internal bookkeeping.
 */
export type ColumnKind = "subject" | "identifies" | "describes" | "secret" | "internal";

/**
 * What an erasure does with the rows. With `keep`, and with the columns outside `set`, the text gives the legal basis.
 */
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
      /** For how long the row is kept without an erasure. */
      kept: string;
    }
);

/** A module's declaration of personal data: every table that it owns, and what must happen besides the rows. */
export type PersonalData = {
  module: string;
  tables: TableShare[];
  /**
   * Ends what is in progress for the shopper before the values are erased, in the erasure's transaction: releases stock
   * and rooms and updates the stores' tablets.
   */
  beforeErase?: (tx: Tx, announce: Announce, subject: Subject) => Promise<void>;
};

type ColumnOf<T extends PgTable> = Extract<keyof T["$inferSelect"], string>;

/** These tables hold no personal data. */
export const ofNobody = (...tables: PgTable[]): TableShare[] =>
  tables.map((table) => ({ table, about: "nobody" as const }));

/** A table about staff: which columns are personal, and for how long they are kept. */
export const ofStaff = <T extends PgTable>(table: T, personal: ColumnOf<T>[], kept: string): TableShare => ({
  table,
  about: "staff",
  personal,
  kept,
});

/** A table about shoppers. Every column is named: a new one does not compile until it is classified. */
export const ofShopper = <T extends PgTable>(
  table: T,
  share: {
    columns: Record<ColumnOf<T>, ColumnKind>;
    whose: (subject: Subject) => SQL;
    erase: Erasure<ColumnOf<T>>;
    kept: string;
  },
): TableShare => ({ table, about: "shopper", ...share });

/** The platform's own declaration: results stored under idempotency keys. */
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
