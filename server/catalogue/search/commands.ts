import { inArray, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { category, colour, product, variant } from "@/db/schema/catalogue";
import type { LocalisedText } from "../schema";
import { foldWords, sameThingWords } from "./rules";

const inOneStatement = 500;
const all = (text: LocalisedText | null | undefined) => (text ? [text.en, text.ru, text.az].filter(Boolean) : []);
const withoutTags = (html: string | undefined) => (html ?? "").replace(/<[^>]*>/g, " ");

type Source = Pick<typeof product.$inferSelect, "id" | "title" | "description" | "vendor" | "productType" | "tags"> & {
  categories: LocalisedText[];
  colours: LocalisedText[];
};

/** The row that `reindexProducts` writes: folded words, and what goes into the vector by weight. */
function indexRow(p: Source) {
  const title = foldWords(all(p.title).join(" "));
  const kind = foldWords([...p.categories.flatMap(all), p.productType].join(" "));
  const rest = foldWords([...p.colours.flatMap(all), ...p.tags, p.vendor].join(" "));
  const words = [...new Set(`${title} ${kind} ${rest}`.split(" ").filter(Boolean))].join(" ");
  return {
    id: p.id,
    text: `${words} ${sameThingWords(`${title} ${kind} ${rest}`)}`.trim(),
    title,
    kind: `${kind} ${sameThingWords(`${title} ${kind}`)}`,
    rest,
    title_en: p.title.en,
    title_ru: p.title.ru ?? "",
    body_en: withoutTags(p.description.en),
    body_ru: withoutTags(p.description.ru),
    body: foldWords(withoutTags(p.description.az)),
  };
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

/** Writes the search text and vector of products anew, after their words, category or colours changed; set-based, 500 at a time. */
export async function reindexProducts(ids: string[], on: Db | Tx = db()): Promise<void> {
  for (let at = 0; at < ids.length; at += inOneStatement) {
    const rows = (await sourcesOf(on, ids.slice(at, at + inOneStatement))).map(indexRow);
    await on.execute(sql`
      update product set
        search_text = r.text,
        search_vector =
          setweight(to_tsvector('simple', r.title), 'A') || setweight(to_tsvector('english', r.title_en), 'A')
          || setweight(to_tsvector('russian', r.title_ru), 'A') || setweight(to_tsvector('simple', r.kind), 'B')
          || setweight(to_tsvector('simple', r.rest), 'C') || setweight(to_tsvector('english', r.body_en), 'D')
          || setweight(to_tsvector('russian', r.body_ru), 'D') || setweight(to_tsvector('simple', r.body), 'D')
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, text text, title text, kind text, rest text,
        title_en text, title_ru text, body_en text, body_ru text, body text)
      where product.id = r.id`);
  }
}
