import { type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** Primary key: a random UUID made by the database. */
export const id = () => uuid().primaryKey().defaultRandom();

/** A point in time (UTC in the database). */
export const at = () => timestamp({ withTimezone: true, mode: "date" });

/** A point in time that defaults to the database clock, which tests may shift (see migration 0000). */
export const atNow = () => at().notNull().default(sql`clock_now()`);

/** PostgreSQL `tstzrange`, half-open `[)`, kept in its text form. */
export const tstzrange = customType<{ data: string }>({ dataType: () => "tstzrange" });

/** Case-insensitive text, used for e-mail addresses. */
export const citext = customType<{ data: string }>({ dataType: () => "citext" });

/** A text in each language of the shop; only `en` always exists. */
export type LocalisedText = { en: string; ru?: string | undefined; az?: string | undefined };

/** Ids as one parameter, for `= any(…)`: the statement's text does not vary with their number. */
export const toUuidArray = (ids: string[]): SQL => sql`${`{${ids.join(",")}}`}::uuid[]`;

/** An id stored in a text column, null where the text is none: compared as text, no index of ids would be used. */
export const toUuidOrNull = (text: SQL | AnyPgColumn): SQL =>
  sql`case when ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${text}::uuid end`;
