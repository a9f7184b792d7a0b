import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { LocalisedText } from "@/db/columns";
import { category, colour } from "@/db/schema/catalogue";
import { findHex, toColourKey } from "../format/colours.rules";
import { toSlug } from "../format/rules";
import type { ImportLocale } from "../schema";
import { type KnownNames, toCategoryKey } from "./queries";
import type { ImportedVariant } from "./rules";

/** Context of names in this run: their language, and the known ones. */
export type NameContext = { locale: ImportLocale; names: KnownNames };

/** The text in one language more; English, which must exist, is overwritten until it has been written itself. */
export function setText(old: LocalisedText | undefined, locale: ImportLocale, text: string): LocalisedText {
  if (!old) return { en: text, [locale]: text };
  const en = locale === "en" || old.en === old[locale] ? text : old.en;
  return { ...old, [locale]: text, en };
}

/** The stored category that a free text means, created when there is none; null for an empty text. */
export async function findOrCreateCategory(text: string, { locale, names }: NameContext): Promise<string | null> {
  const key = toCategoryKey(text);
  const slug = toSlug(text.replace(/['’]/g, ""));
  if (key === "" || slug === "") return null;
  const known = names.categories.get(key);
  if (known) return known;
  const [row] = await db()
    .insert(category)
    .values({
      slug,
      name: setText(undefined, locale, text),
      position: sql`(select coalesce(max(position), 0) + 1 from category)`,
    })
    .onConflictDoUpdate({ target: category.slug, set: { slug } })
    .returning({ id: category.id });
  if (row) names.categories.set(key, row.id);
  return row?.id ?? null;
}

/** Key of each colour that a product names; new colours are created. */
export async function findOrCreateColours(
  variants: ImportedVariant[],
  { locale, names }: NameContext,
): Promise<Map<string, string>> {
  const written = [...new Set(variants.flatMap((v) => v.colour ?? []))];
  const keys = new Map<string, string>();
  for (const name of written) {
    const slug = toColourKey(name);
    if (slug === "") continue;
    const key = names.colours.get(slug) ?? slug;
    if (!names.colours.has(slug)) {
      await db()
        .insert(colour)
        .values({ key, name: setText(undefined, locale, name), hex: findHex(name) })
        .onConflictDoNothing();
      names.colours.set(slug, key);
    }
    keys.set(name, key);
  }
  return keys;
}
