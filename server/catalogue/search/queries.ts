import { type SQL, sql } from "drizzle-orm";
import { exchanged, searchForms } from "./rules";

/** A word counts as found from here: 1 is the same word, 0.5 about every second trigram. */
const wordFound = 0.5;

/** Full-text query over all three configurations: any of the words, folded words also as beginnings. */
function fullText(query: string, words: string[]): SQL {
  const prefixes = words.map((word) => `${word}:*`).join(" | ");
  return sql`(to_tsquery('simple', ${prefixes})
    || replace(plainto_tsquery('english', ${query})::text, '&', '|')::tsquery
    || replace(plainto_tsquery('russian', ${query})::text, '&', '|')::tsquery)`;
}

/**
 * Products that answer `query`, as a statement giving `id` and `score`. Each word is compared with the folded words of a product
 * (trigrams forgive typos and endings, exchanged neighbours are asked for outright), the mean over the words counts, and words
 * in the title weigh more through the full-text rank. Null when the query has no word.
 */
export function searchHits(query: string): SQL | null {
  const forms = searchForms(query);
  if (forms.length === 0) return null;
  const words = forms.flatMap(({ words, weight }, form) => words.map((word) => ({ form, word, weight })));
  const rows = words.map(
    ({ form, word, weight }) => sql`(${form}::int, ${word}::text, ${exchanged(word)}::text, ${weight}::float8)`,
  );
  const asked = fullText(
    query,
    words.map(({ word }) => word),
  );
  return sql`
    select id, max(score) as score from (
      select p.id, w.form, avg(s.likeness) * w.weight + 0.3 * ts_rank(p.search_vector, ${asked}, 1) as score
      from product p
      cross join (values ${sql.join(rows, sql`, `)}) as w(form, word, swaps, weight)
      cross join lateral (
        select greatest(
          word_similarity(w.word, p.search_text),
          case when p.search_text ~ w.swaps then 0.85 else 0 end
        ) as likeness
      ) s
      where p.active
      group by p.id, w.form, w.weight, p.search_vector
      having avg(s.likeness) >= ${wordFound} and max(s.likeness) >= ${wordFound}
    ) per_form
    group by id`;
}
