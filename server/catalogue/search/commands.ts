import { inArray, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { category, colour, product, variant } from "@/db/schema/catalogue";
import type { LocalisedText } from "../schema";
import { foldWords, sameThingWords } from "./rules";

const inOneStatement = 500;
/** Letters of a word that count: nobody types more, and an index takes no text without end. */
const longestWord = 60;
const all = (text: LocalisedText | null | undefined) => (text ? [text.en, text.ru, text.az].filter(Boolean) : []);

type Source = Pick<typeof product.$inferSelect, "id" | "title" | "vendor" | "productType" | "tags" | "active"> & {
  categories: LocalisedText[];
  colours: LocalisedText[];
};

/** The folded words that a product is found by, each with its greatest weight (see `productWord`); none when it is not for sale. */
function wordsOf(p: Source): Record<string, number> {
  if (!p.active) return {};
  const title = foldWords(all(p.title).join(" "));
  const kind = foldWords([...p.categories.flatMap(all), p.productType].join(" "));
  const rest = foldWords([...p.colours.flatMap(all), ...p.tags, p.vendor].join(" "));
  const weighed: [text: string, weight: number][] = [
    [sameThingWords(`${title} ${kind} ${rest}`), 2],
    [rest, 2],
    [`${kind} ${sameThingWords(`${title} ${kind}`)}`, 4],
    [title, 10],
  ];
  const words = weighed.flatMap(([text, weight]) =>
    text.split(" ").map((word) => [word.slice(0, longestWord), weight]),
  );
  return Object.fromEntries(words.filter(([word]) => word !== ""));
}

async function sourcesOf(on: Db | Tx, ids: string[]): Promise<Source[]> {
  const categories = await on.select().from(category);
  const byId = new Map(categories.map((c) => [c.id, c]));
  const pathOf = (id: string | null): LocalisedText[] => {
    const names: LocalisedText[] = [];
    for (let at = id ? byId.get(id) : undefined; at && names.length < 6; at = byId.get(at.parentId ?? "")) {
      names.push(at.name);
    }
    return names;
  };
  const products = await on.select().from(product).where(inArray(product.id, ids));
  const coloured = await on
    .selectDistinct({ productId: variant.productId, name: colour.name })
    .from(variant)
    .innerJoin(colour, sql`${colour.key} = ${variant.colourKey}`)
    .where(inArray(variant.productId, ids));
  const colours = new Map<string, LocalisedText[]>();
  for (const { productId, name } of coloured) colours.set(productId, [...(colours.get(productId) ?? []), name]);
  return products.map((p) => ({ ...p, categories: pathOf(p.categoryId), colours: colours.get(p.id) ?? [] }));
}

/**
 * Writes the words of products anew, after their texts, category or colours changed or they came up for sale; in the transaction
 * of `on`, 500 products at a time. Only what differs is written.
 */
export async function reindexProducts(ids: string[], on: Db | Tx = db()): Promise<void> {
  for (let at = 0; at < ids.length; at += inOneStatement) {
    const sources = await sourcesOf(on, ids.slice(at, at + inOneStatement));
    const rows = JSON.stringify(sources.map((source) => ({ id: source.id, words: wordsOf(source) })));
    const given = sql`jsonb_to_recordset(${rows}::jsonb) as r(id uuid, words jsonb)`;
    // In the order of the words, so that two who write never wait for each other in a ring.
    await on.execute(sql`
      insert into search_word (word)
      select distinct new.word from ${given}, jsonb_object_keys(r.words) as new(word)
      where not exists (select from search_word known where known.word = new.word) order by new.word
      on conflict do nothing`);
    await on.execute(sql`
      with wanted as materialized (
        select p.number, w.id as word_id, e.value::smallint as weight
        from ${given} join product p on p.id = r.id, jsonb_each_text(r.words) e join search_word w on w.word = e.key),
      gone as (
        delete from product_word o using ${given} join product p on p.id = r.id
        where o.product_number = p.number and not exists (
          select from wanted n where n.number = o.product_number and n.word_id = o.word_id and n.weight = o.weight))
      insert into product_word (word_id, product_number, weight) select word_id, number, weight from wanted
      on conflict do nothing`);
  }
}
