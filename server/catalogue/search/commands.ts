import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { toUuidArray } from "@/db/columns";
import { category, product } from "@/db/schema/catalogue";
import type { LocalisedText } from "../schema";
import { foldWords, listSynonyms } from "./rules";

const productsPerStatement = 500;
/** Letters of a word that count: nobody types more, and an index entry has a maximum size. */
const maxWordLength = 60;
const listTexts = (text: LocalisedText | null | undefined) => (text ? [text.en, text.ru, text.az].filter(Boolean) : []);

type Source = Pick<typeof product.$inferSelect, "number" | "title" | "vendor" | "productType" | "tags" | "active"> & {
  categories: LocalisedText[];
  colours: LocalisedText[];
};

/** The folded words of a product, each with its greatest weight (see `productWord`); none when it is inactive. */
function listWords(p: Source): Record<string, number> {
  if (!p.active) return {};
  const title = foldWords(listTexts(p.title).join(" "));
  const kind = foldWords([...p.categories.flatMap(listTexts), p.productType].join(" "));
  const rest = foldWords([...p.colours.flatMap(listTexts), ...p.tags, p.vendor].join(" "));
  const weighed: [text: string, weight: number][] = [
    [listSynonyms(`${title} ${kind} ${rest}`), 2],
    [rest, 2],
    [`${kind} ${listSynonyms(`${title} ${kind}`)}`, 4],
    [title, 10],
  ];
  const words = weighed.flatMap(([text, weight]) =>
    text.split(" ").map((word) => [word.slice(0, maxWordLength), weight]),
  );
  return Object.fromEntries(words.filter(([word]) => word !== ""));
}

/** Names of each category and of its ancestors. */
async function loadCategoryNames(on: Db | Tx): Promise<(id: string | null) => LocalisedText[]> {
  const { id, parentId, name } = category;
  const byId = new Map((await on.select({ id, parentId, name }).from(category)).map((c) => [c.id, c]));
  return (categoryId) => {
    const names: LocalisedText[] = [];
    for (let at = byId.get(categoryId ?? ""); at && names.length < 6; at = byId.get(at.parentId ?? "")) {
      names.push(at.name);
    }
    return names;
  };
}

const coloursJson = sql<LocalisedText[] | null>`(select jsonb_agg(c.name) from colour c
  where c.key in (select v.colour_key from variant v where v.product_id = product.id))`;

async function loadSources(on: Db | Tx, ids: string[]): Promise<Source[]> {
  const pathOf = await loadCategoryNames(on);
  const { number, title, vendor, productType, tags, active, categoryId } = product;
  const products = await on
    .select({ number, title, vendor, productType, tags, active, categoryId, colours: coloursJson })
    .from(product)
    .where(sql`${product.id} = any(${toUuidArray(ids)})`);
  return products.map((p) => ({ ...p, categories: pathOf(p.categoryId), colours: p.colours ?? [] }));
}

/**
 * Rebuilds the words of products after their texts, category, colours or active state changed; in the transaction of
 * `on`, 500 products at a time. Only differences are written, and nothing but these products is read.
 */
export async function reindexProducts(ids: string[], on: Db | Tx = db()): Promise<void> {
  for (let at = 0; at < ids.length; at += productsPerStatement) {
    const sources = await loadSources(on, ids.slice(at, at + productsPerStatement));
    const entries = sources.flatMap((source) =>
      Object.entries(listWords(source)).map(([word, weight]) => ({ number: source.number, word, weight })),
    );
    const words = JSON.stringify([...new Set(entries.map(({ word }) => word))]);
    // In the order of the words: consistent lock order, to avoid deadlocks.
    await on.execute(sql`
      insert into search_word (word)
      select new.word from jsonb_array_elements_text(${words}::text::jsonb) as new(word)
      where not exists (select from search_word known where known.word = new.word) order by new.word
      on conflict do nothing`);
    // `not in` instead of `not exists`: its cost grows with the rows, however many of them the plan expects.
    await on.execute(sql`
      with wanted as materialized (
        select e.number, w.id as word_id, e.weight
        from jsonb_to_recordset(${JSON.stringify(entries)}::text::jsonb) as e(number int, word text, weight smallint)
        join search_word w on w.word = e.word),
      gone as (
        delete from product_word o where o.product_number = any(${`{${sources.map(({ number }) => number).join()}}`}::int[])
        and (o.product_number, o.word_id, o.weight) not in (select number, word_id, weight from wanted) returning o.word_id),
      come as (
        insert into product_word (word_id, product_number, weight) select word_id, number, weight from wanted
        on conflict do nothing returning word_id),
      touched as (
        select id from search_word where id in (select word_id from gone union select word_id from come) order by id for update)
      update search_word set changed_in = pg_current_xact_id() from touched where search_word.id = touched.id`);
  }
}
