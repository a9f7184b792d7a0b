import { sql } from "drizzle-orm";
import { type Db, db, runPrepared } from "@/db/client";

/** The products that a word names, by number, and how much it says of each (see `productWord`). */
export type Postings = {
  version: string;
  numbers: Int32Array;
  weights: Uint8Array;
  /** The highest number. */
  most: number;
};

/** One per database of the process; Next bundles server code apart from main.ts. */
const shared = globalThis as typeof globalThis & { __selvedgePostings?: WeakMap<Db, Map<number, Postings>> };
/** Words whose products are kept: all of a large house, some megabytes. */
const maxCachedWords = 20_000;

function getCache(): Map<number, Postings> {
  shared.__selvedgePostings ??= new WeakMap();
  const known = shared.__selvedgePostings.get(db()) ?? new Map<number, Postings>();
  shared.__selvedgePostings.set(db(), known);
  return known;
}

type Row = { id: number; numbers: string; weights: string };

/**
 * What each word names, for words by id with the version that they have now (`search_word.changed_in`). Read once and kept in the
 * process until the version is another: counting thousands of rows for each letter typed took most of a search.
 */
export async function loadPostings(words: ReadonlyMap<number, string>): Promise<ReadonlyMap<number, Postings>> {
  const known = getCache();
  const missing = [...words].filter(([id, version]) => known.get(id)?.version !== version);
  if (missing.length > 0) {
    const rows = await runPrepared<Row>(sql`
      select word_id as id, string_agg(product_number::text, ',') as numbers, string_agg(weight::text, ',') as weights
      from product_word where word_id = any(${`{${missing.map(([id]) => id).join()}}`}::text::int[]) group by 1`);
    const read = new Map(rows.map((row) => [row.id, row]));
    for (const [id, version] of missing) {
      const row = read.get(id);
      const numbers = Int32Array.from(row?.numbers.split(",") ?? [], Number);
      const weights = Uint8Array.from(row?.weights.split(",") ?? [], Number);
      known.delete(id);
      known.set(id, { version, numbers, weights, most: numbers.reduce((a, b) => Math.max(a, b), 0) });
    }
    for (const id of known.keys()) {
      if (known.size <= maxCachedWords) break;
      if (!words.has(id)) known.delete(id);
    }
  }
  return known;
}
