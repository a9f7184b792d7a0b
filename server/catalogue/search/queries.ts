import { type SQL, sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { exchanged, type SearchForm, searchForms } from "./rules";

/** A word counts as found from here (the pool's `pg_trgm.word_similarity_threshold`): 1 is the same word, 0.5 about every second trigram. */
const found = 0.5;
/** What answers that much worse than the best is not shown. */
const tail = 0.25;
/** The likest words of the house that are looked up for one asked word. */
const likest = 40;
/** What a word with two neighbours exchanged is worth. */
const exchangedLikeness = 0.85;
/** How much a word in the title (weight 10) adds to its likeness. */
const perWeight = 0.004;

/** A word of the house that one of a query's words may have meant; `share` is that of its letters in the query. */
type Meant = { slot: number; wordId: number; likeness: number; share: number };

/** A query's words beside those of the house that are like them, read from the index of trigrams. */
async function likeWords(forms: SearchForm[]): Promise<Meant[][]> {
  const asked = forms.flatMap(({ words }, form) => words.map((word, slot) => ({ form, slot, word })));
  const rows = await runPrepared<{ at: number; id: number; likeness: number }>(sql`
    select a.at::int as at, w.id, w.likeness
    from jsonb_array_elements(${JSON.stringify(asked.map(({ word }) => ({ word, swaps: exchanged(word) })))}::text::jsonb)
      with ordinality as a(asked, at)
    cross join lateral (
      select s.id, max(s.likeness)::float8 as likeness from (
        select id, word, word_similarity(a.asked ->> 'word', word) as likeness
        from search_word where a.asked ->> 'word' <% word
        union all
        select id, word, ${exchangedLikeness}::float8 from search_word
        where word = any(array(select jsonb_array_elements_text(a.asked -> 'swaps')))
      ) s group by s.id, s.word
      order by 2 desc, length(s.word), s.word limit ${likest}::int
    ) w`);
  return forms.map(({ words, weight }, form) => {
    const letters = words.join("").length;
    return rows.flatMap(({ at, id, likeness }) => {
      const of = asked[at - 1];
      if (of?.form !== form) return [];
      return [{ slot: of.slot, wordId: id, likeness: likeness * weight, share: of.word.length / letters }];
    });
  });
}

/** What the likest words of a form add up to: the most that a product could score by it. */
function promise(meant: Meant[]): number {
  const best = new Map<number, number>();
  for (const { slot, likeness, share } of meant) best.set(slot, Math.max(best.get(slot) ?? 0, likeness * share));
  return [...best.values()].reduce((sum, score) => sum + score, 0);
}

/** The words of the house that a query means, as typed or as typed on the other keyboard layout, whichever is likelier. */
async function meantBy(query: string): Promise<Meant[]> {
  const forms = searchForms(query);
  if (forms.length === 0) return [];
  const [first = [], ...others] = await likeWords(forms);
  return others.reduce((best, other) => (promise(other) > promise(best) ? other : best), first);
}

/**
 * Products that have the words of the parameter, as a statement giving `number` and `score`: per asked word the likest counts, longer
 * words more, words of the title a little more. Reads the index of `product_word` alone.
 */
const scored = (meant: Meant[]): SQL => sql`
  select number, score from (
    select number, score, max(score) over () as best from (
      select product_number as number, sum(score) as score from (
        select w.product_number, a.slot, max(a.share * (a.likeness + ${perWeight}::float8 * w.weight)) as score
        from jsonb_to_recordset(${JSON.stringify(
          meant.map(({ slot, wordId, likeness, share }) => ({ slot, word: wordId, likeness, share })),
        )}::text::jsonb) as a(slot int, word int, likeness float8, share float8)
        cross join lateral (select product_number, weight from product_word where word_id = a.word offset 0) w
        group by 1, 2
      ) per_word group by 1
    ) per_product where score >= ${found}::float8
  ) answering where score >= best - ${tail}::float8`;

/** Numbers of all products that answer `query` with their scores, in no order. */
export async function searchHits(query: string): Promise<Map<number, number>> {
  const meant = await meantBy(query);
  if (meant.length === 0) return new Map();
  const [row] = await runPrepared<{ hits: string | null }>(
    sql`select string_agg(number || ' ' || round(score::numeric, 4), ',') as hits from (${scored(meant)}) h`,
  );
  if (!row?.hits) return new Map();
  return new Map(
    row.hits.split(",").map((hit) => {
      const [number, score] = hit.split(" ");
      return [Number(number), Number(score)];
    }),
  );
}

/** Ids of the `limit` products that answer `query` best. */
export async function bestHits(query: string, limit: number): Promise<string[]> {
  const meant = await meantBy(query);
  if (meant.length === 0) return [];
  const rows = await runPrepared<{ id: string }>(sql`
    select p.id from (${scored(meant)} order by score desc, number desc limit ${limit}::int) h
    join product p on p.number = h.number order by h.score desc, h.number desc`);
  return rows.map((row) => row.id);
}
