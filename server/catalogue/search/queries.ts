import { sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { awaitAll, inTransaction } from "@/server/platform/transaction";
import { takePage } from "../rules";
import { loadPostings, type Postings } from "./postings";
import { buildSearchForms, listTranspositions, type SearchForm } from "./rules";

/**
 * Minimum similarity of a match (the pool's `pg_trgm.word_similarity_threshold`): 1 is the same word, 0.5 about every
 * second trigram.
 */
const minSimilarity = 0.5;
/** Matches that score less than this share of the best are not shown. */
const tail = 0.25;
/** Maximum number of similar indexed words for one query word. */
const maxSimilarWords = 40;
/** Similarity of a word with two exchanged neighbours. */
const transposedSimilarity = 0.85;
/** What a word in the title (weight 10) adds to its similarity. */
const perWeight = 0.004;

/** An indexed word that one of a query's words may mean; `share` is the share of its letters in the query. */
type QueryWord = { slot: number; wordId: number; version: string; likeness: number; share: number };

type SimilarWord = { at: number; id: number; version: string; likeness: number };

/** A query's words with the similar indexed words, from the trigram index. */
async function findSimilarWords(forms: SearchForm[]): Promise<QueryWord[][]> {
  const queryWords = forms.flatMap(({ words }, form) => words.map((word, slot) => ({ form, slot, word })));
  const statement = sql`
    select a.at::int as at, w.id, w.version, w.likeness
    from jsonb_array_elements(${JSON.stringify(queryWords.map(({ word }) => ({ word, swaps: listTranspositions(word) })))}::text::jsonb)
      with ordinality as a(asked, at)
    cross join lateral (
      select s.id, s.version, max(s.likeness)::float8 as likeness from (
        select id, changed_in::text as version, word, word_similarity(a.asked ->> 'word', word) as likeness
        from search_word where a.asked ->> 'word' <% word
        union all
        select id, changed_in::text, word, ${transposedSimilarity}::float8 from search_word
        where word = any(array(select jsonb_array_elements_text(a.asked -> 'swaps')))
      ) s group by s.id, s.version, s.word
      order by 3 desc, length(s.word), s.word limit ${maxSimilarWords}::int
    ) w`;
  const rows = await inTransaction(async (tx) => {
    // While a catalogue is small or an import just filled it, the planner would compare the query with every word.
    const byIndex = tx.execute(sql`set local enable_seqscan = off`);
    return (await awaitAll([byIndex, tx.execute<SimilarWord>(statement)]))[1];
  });
  return forms.map(({ words, weight }, form) => {
    const letters = words.join("").length;
    return rows.flatMap(({ at, id, version, likeness }) => {
      const of = queryWords[at - 1];
      if (of?.form !== form) return [];
      return [{ slot: of.slot, wordId: id, version, likeness: likeness * weight, share: of.word.length / letters }];
    });
  });
}

/** The sum of the most similar words of a form: the highest score that a product could reach by it. */
function computeUpperBound(meant: QueryWord[]): number {
  const best = new Map<number, number>();
  for (const { slot, likeness, share } of meant) best.set(slot, Math.max(best.get(slot) ?? 0, likeness * share));
  return [...best.values()].reduce((sum, score) => sum + score, 0);
}

/** The indexed words that a query means, as typed or as typed on the other keyboard layout, whichever is likelier. */
async function resolveQuery(query: string): Promise<QueryWord[]> {
  const forms = buildSearchForms(query);
  if (forms.length === 0) return [];
  const [first = [], ...others] = await findSimilarWords(forms);
  return others.reduce((best, other) => (computeUpperBound(other) > computeUpperBound(best) ? other : best), first);
}

/** By a product's number, all 0 between two searches: allocating them per search would be most of its garbage. */
let sums = new Float64Array();
let ofSlot = new Float64Array();

/**
 * Scores of the products, by number, that match the given words: per query word the most similar counts, longer words
 * more, words of the title a little more. Runs over tens of thousands of numbers for a common word: plain arrays, and
 * no allocation per value.
 */
function computeScores(meant: QueryWord[], postings: ReadonlyMap<number, Postings>): Map<number, number> {
  const most = Math.max(0, ...meant.map(({ wordId }) => postings.get(wordId)?.most ?? 0));
  if (sums.length <= most) {
    sums = new Float64Array(most + 1_000);
    ofSlot = new Float64Array(most + 1_000);
  }
  const met: number[] = [];
  for (const slot of new Set(meant.map((word) => word.slot))) {
    const metHere: number[] = [];
    for (const { wordId, likeness, share } of meant.filter((word) => word.slot === slot)) {
      const { numbers, weights } = postings.get(wordId) ?? { numbers: [], weights: [] };
      for (let at = 0; at < numbers.length; at++) {
        const number = numbers[at] ?? 0;
        const before = ofSlot[number] ?? 0;
        const score = share * (likeness + perWeight * (weights[at] ?? 0));
        if (before === 0) metHere.push(number);
        if (score > before) ofSlot[number] = score;
      }
    }
    for (const number of metHere) {
      const sum = sums[number] ?? 0;
      if (sum === 0) met.push(number);
      sums[number] = sum + (ofSlot[number] ?? 0);
      ofSlot[number] = 0;
    }
  }
  let best = 0;
  for (const number of met) best = Math.max(best, sums[number] ?? 0);
  const least = Math.max(minSimilarity, best - tail);
  const scores = new Map<number, number>();
  for (const number of met) {
    const sum = sums[number] ?? 0;
    if (sum >= least) scores.set(number, sum);
    sums[number] = 0;
  }
  return scores;
}

/** Numbers of all products that match `query` with their scores, unordered. */
export async function searchProducts(query: string): Promise<Map<number, number>> {
  const meant = await resolveQuery(query);
  if (meant.length === 0) return new Map();
  return computeScores(meant, await loadPostings(new Map(meant.map(({ wordId, version }) => [wordId, version]))));
}

/** Ids of the `limit` products that match `query` best. */
export async function findBestProducts(query: string, limit: number): Promise<string[]> {
  const hits = await searchProducts(query);
  if (hits.size === 0) return [];
  const best = takePage([...hits], ([a, scoreA], [b, scoreB]) => scoreB - scoreA || b - a, { start: 0, end: limit });
  const rows = await runPrepared<{ id: string }>(sql`
    select p.id from unnest(${`{${best.map(([number]) => number).join()}}`}::text::int[]) with ordinality as h(number, at)
    join product p on p.number = h.number order by h.at`);
  return rows.map((row) => row.id);
}
