import { sql } from "drizzle-orm";
import { db } from "../../db/client";

export type Finding = { table: string; column: string; value: string };

/** Types whose text could contain a person's data: also arrays and binaries, as PostgreSQL writes them. */
const readable = ["text", "citext", "character varying", "character", "name", "json", "jsonb", "bytea", "xml", "ARRAY"];

/**
 * Where any of `values` stands in the database, in whatever case and inside whatever else: every column of every table
 * that could hold a text, whether a schema of ours knows it or not.
 */
export async function findValues(values: string[]): Promise<Finding[]> {
  const columns = await db().execute<{ table: string; column: string; type: string }>(sql`
    select c.table_schema || '.' || quote_ident(c.table_name) as table, quote_ident(c.column_name) as column,
      case when c.data_type = 'USER-DEFINED' then c.udt_name else c.data_type end as type
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`);
  const found: Finding[] = [];
  for (const { table, column, type } of columns) {
    if (!readable.includes(type)) continue;
    const text = type === "bytea" ? `encode(scanned.${column}, 'escape')` : `scanned.${column}::text`;
    const rows = await db().execute<{ value: string }>(sql`
      select distinct v.value from ${sql.raw(table)} as scanned, json_array_elements_text(${JSON.stringify(values)}::text::json) as v(value)
      where position(lower(v.value) in lower(${sql.raw(text)})) > 0`);
    const plain = (name: string) => name.replace(/^public\./, "").replaceAll('"', "");
    for (const { value } of rows) found.push({ table: plain(table), column: plain(column), value });
  }
  return found;
}
