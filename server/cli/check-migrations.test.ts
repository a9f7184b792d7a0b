import { expect, test } from "vitest";
import { findFaults } from "./check-migrations.mjs";

const together = (...statements: string[]) => statements.join(";--> statement-breakpoint\n");
const validLater = "alter table cart add constraint c check (version > 0) not valid";

const refused: [what: string, sql: string, fault: RegExp][] = [
  ["a column gets another type", "alter table cart alter column version type bigint", /changing-column-type/],
  [
    "a new column's default varies by row",
    "alter table cart add column at timestamptz default clock_timestamp()",
    /adding-field-with-default/,
  ],
  [
    "a new column is generated and stored",
    "alter table cart add column n int generated always as (version * 2) stored",
    /adding-field-with-default/,
  ],
  ["a new column is serial", "alter table cart add column n bigserial", /rewrites/],
  [
    "a new column is an identity",
    "alter table cart add column n bigint generated always as identity (start with 1)",
    /rewrites/,
  ],
  [
    "a new column must have a value and has none",
    "alter table cart add column n int not null",
    /adding-required-field/,
  ],
  [
    "not null without a checked constraint",
    "alter table cart alter column note set not null",
    /adding-not-nullable-field/,
  ],
  ["a new column with a check", "alter table cart add column n int check (n > 0)", /reads all rows/],
  [
    "a check that is valid at once",
    "alter table cart add constraint c check (version > 0)",
    /constraint-missing-not-valid/,
  ],
  [
    "a foreign key that is valid at once",
    "alter table cart add constraint c foreign key (a) references store (id)",
    /adding-foreign-key/,
  ],
  ["a new column with a foreign key", "alter table cart add column s uuid references store (id)", /adding-foreign-key/],
  ["a unique constraint", "alter table cart add constraint c unique (version)", /disallowed-unique-constraint/],
  ["a primary key", "alter table cart add primary key (version)", /adding-serial-primary-key/],
  [
    "an exclusion constraint",
    "alter table cart add constraint c exclude using gist (during with &&)",
    /constraint-missing-not-valid/,
  ],
  ["an index", "create index i on cart (version)", /require-concurrent-index-creation/],
  ["an index is dropped", "drop index i", /require-concurrent-index-deletion/],
  ["an index is built anew", "reindex table cart", /require-concurrent-reindex/],
  ["an index is not dropped before it is built", "create index concurrently i on cart (version)", /left half built/],
  [
    "an index beside something else",
    together("drop index concurrently if exists i", "create index concurrently i on cart (a)", validLater),
    /nothing else/,
  ],
  [
    "a constraint is validated where it was added",
    together(validLater, "alter table cart validate constraint c"),
    /nothing else/,
  ],
  ["a table is renamed", "alter table cart rename to bag", /renaming-table/],
  ["a column is renamed", "alter table cart rename column version to v", /renaming-column/],
  ["a column is dropped", "alter table cart drop column version", /ban-drop-column/],
  ["a table is dropped", "drop table cart", /ban-drop-table/],
  ["all rows are changed", "update cart set version = 1", /writes rows of cart/],
  ["rows are deleted", together(validLater, "delete from cart"), /writes rows of cart/],
  ["a table is emptied", "truncate cart", /against everybody/],
  ["a table is locked", "lock table cart", /against everybody/],
  ["a table is packed", "vacuum full cart", /rewrites/],
  ["a table is sorted", "cluster cart using i", /rewrites/],
  ["a table is no longer logged", "alter table cart set unlogged", /rewrites/],
  ["a table is moved", "alter table cart set tablespace other", /rewrites/],
  ["a view is filled", "refresh materialized view sums", /readers of the view/],
  ["a partition is attached", "alter table event attach partition event_1 for values in (1)", /partition/],
  ["a block", "do $$ begin alter table cart drop column version; end $$", /hides its statements/],
  [
    "something is overlooked without a reason",
    "-- squawk-ignore ban-drop-column\nalter table cart drop column version",
    /no reason/,
  ],
];

test.each(refused)("%s: refused", (_what, sql, fault) => {
  expect(findFaults(sql).join("\n")).toMatch(fault);
});

const allowed: [what: string, sql: string][] = [
  [
    "a table with all that belongs to it",
    together(
      "create table note (id uuid primary key, store_id uuid not null references store (id), at timestamptz default clock_timestamp())",
      "create index note_store on note (store_id)",
      "alter table note add constraint c check (at > '2020-01-01')",
      "insert into note (id, store_id) select id, id from store",
      "update note set at = null",
    ),
  ],
  [
    "columns that may be empty or have a fixed default",
    "alter table cart add column a text, add column b int default 0 not null",
  ],
  ["a constraint that is not valid yet", validLater],
  ["its check later", "alter table cart validate constraint c"],
  [
    "an index built concurrently",
    together("drop index concurrently if exists i", "create unique index concurrently i on cart (version)"),
  ],
  [
    "a column that nobody reads any more",
    "-- No release since 2.3 reads it.\n-- squawk-ignore ban-drop-column\nalter table cart drop column version",
  ],
];

test.each(allowed)("%s: allowed", (_what, sql) => {
  expect(findFaults(sql)).toEqual([]);
});
