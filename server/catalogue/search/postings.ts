import { sql } from "drizzle-orm";
import { type Db, db, runPrepared } from "@/db/client";

/** The products of a word, by number, and the word's weight for each (see `productWord`). */
export type Postings = {
  version: string;
  numbers: Int32Array;
  weights: Uint8Array;
  /** The highest number. */
  most: number;
};

/** One per database of the process; Next bundles server code apart from main.ts. */
const shared = globalThis as typeof globalThis & { __selvedgePostings?: WeakMap<Db, Map<number, Postings>> };
/** Maximum number of cached words: all of a large catalogue, some megabytes. */
const maxCachedWords = 20_000;

function getCache(): Map<number, Postings> {
  shared.__selvedgePostings ??= new WeakMap();
  const known = shared.__selvedgePostings.get(db()) ?? new Map<number, Postings>();
  shared.__selvedgePostings.set(db(), known);
  return known;
}

type Row = { id: number; numbers: string; weights: string };

/**
 * Postings of words by id with their current version (`search_word.changed_in`). They are read once and cached in the
 * process until the version changes: counting thousands of rows for each typed letter took most of a search.
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
