import { and, eq, getTableColumns, inArray, ne } from "drizzle-orm";
import { db } from "@/db/client";
import { category, colour, product, variant } from "@/db/schema/catalogue";
import { toSlug } from "../format/rules";

export type StoredProduct = Omit<typeof product.$inferSelect, "number" | "changedIn">;

/** Stored products of some handles, by handle, and all their variants, by product. */
export async function listStoredByHandle(handles: string[]) {
  const { number: _number, changedIn: _changedIn, ...columns } = getTableColumns(product);
  const products = await db().select(columns).from(product).where(inArray(product.handle, handles));
  const ids = products.map((p) => p.id);
  const rows = ids.length === 0 ? [] : await db().select().from(variant).where(inArray(variant.productId, ids));
  const variants = new Map<string, typeof rows>(ids.map((id) => [id, []]));
  for (const row of rows) variants.get(row.productId)?.push(row);
  return { products: new Map<string, StoredProduct>(products.map((p) => [p.handle, p])), variants };
}

/** Another currency in which something is for sale, or null: until there are markets a shop sells in one. */
export async function findOtherCurrency(currency: string): Promise<string | null> {
  const [row] = await db()
    .select({ currency: variant.currency })
    .from(variant)
    .where(and(eq(variant.active, true), ne(variant.currency, currency)))
    .limit(1);
  return row?.currency ?? null;
}

const toSingular = (slug: string) => slug.replace(/(?<=[a-z]{2})s$/, "");

/** Key that matches a category's free text with a stored one: "Women's", "Womens" and "women" are the same. */
export const toCategoryKey = (text: string): string => toSingular(toSlug(text.replace(/['’]/g, "")));

/** Every category under each of its names' keys, and every colour key under each of its names' keys. */
export async function loadKnownNames() {
  const categories = await db().select({ id: category.id, slug: category.slug, name: category.name }).from(category);
  const colours = await db().select({ key: colour.key, name: colour.name }).from(colour);
  return {
    categories: new Map(
      categories.flatMap((c) => [c.slug, ...listNames(c.name)].map((n) => [toCategoryKey(n), c.id] as const)),
    ),
    colours: new Map(colours.flatMap((c) => [c.key, ...listNames(c.name)].map((n) => [toSlug(n), c.key] as const))),
  };
}
export type KnownNames = Awaited<ReturnType<typeof loadKnownNames>>;

const listNames = (name: { en: string; ru?: string | undefined; az?: string | undefined }) =>
  [name.en, name.ru, name.az].filter((n): n is string => Boolean(n));
