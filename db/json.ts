import { type AnyColumn, type Column, type SQL, sql } from "drizzle-orm";
import { dialect } from "./client";

/** A value of the database as its JSON carries it. */
type Json<Value> = Value extends Date ? string : Value;
type JsonOf<Field> =
  Field extends SQL<infer Value>
    ? Json<Value>
    : Field extends Column<infer Config>
      ? Json<Config["data"]> | (Config["notNull"] extends true ? never : null)
      : never;

/** What does not vary is rendered once, not with each statement that contains it. */
function render<T>(built: SQL<T>): SQL<T> {
  const { sql: text, params } = dialect.sqlToQuery(built);
  return params.length > 0 ? built : (sql.raw(text) as SQL<T>);
}

/** An object of JSON from columns and expressions by key: `json_build_object`, typed by them. */
export function jsonObject<Fields extends Record<string, SQL | AnyColumn>>(
  fields: Fields,
): SQL<{ [Key in keyof Fields]: JsonOf<Fields[Key]> }> {
  const pairs = Object.entries(fields).map(([key, value]) => sql`${sql.raw(`'${key}'`)}, ${value}`);
  return render(sql`json_build_object(${sql.join(pairs, sql`, `)})`);
}

/** An array of `value` over `rows` (`from …`), in `order` (`order by …`); empty when there are none. */
export const jsonArray = <T>(value: SQL<T>, rows: SQL, order: SQL = sql``): SQL<T[]> =>
  sql`coalesce((select json_agg(${value} ${order}) ${rows}), '[]')`;

/** Some columns of a table by their keys. */
export function pick<Table extends object, Key extends keyof Table>(table: Table, ...keys: Key[]): Pick<Table, Key> {
  return Object.fromEntries(keys.map((key) => [key, table[key]])) as Pick<Table, Key>;
}
