import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  char,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { atNow, id, type LocalisedText } from "../columns";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const category = pgTable("category", {
  id: id(),
  slug: text().notNull().unique(),
  parentId: uuid().references((): AnyPgColumn => category.id),
  name: jsonb().$type<LocalisedText>().notNull(),
  position: integer().notNull().default(0),
});

/** A colour that can be filtered by; `hex` is null when an import names a colour we do not know. */
export const colour = pgTable("colour", {
  key: text().primaryKey(),
  name: jsonb().$type<LocalisedText>().notNull(),
  hex: text(),
});

export const product = pgTable(
  "product",
  {
    id: id(),
    handle: text().notNull().unique(),
    title: jsonb().$type<LocalisedText>().notNull(),
    /** Sanitised HTML. */
    description: jsonb().$type<LocalisedText>().notNull(),
    vendor: text().notNull().default(""),
    productType: text().notNull().default(""),
    categoryId: uuid().references(() => category.id),
    tags: text().array().notNull().default([]),
    /** Names of up to three options in order, e.g. ["Size", "Color"]. */
    optionNames: text().array().notNull().default([]),
    active: boolean().notNull().default(true),
    /** Folded words of all languages (see catalogue/rules.ts), for trigram and full-text search. */
    searchText: text().notNull().default(""),
    searchVector: tsvector().notNull().default(""),
    /** SHA-256 of what the last import said; equal means unchanged. */
    importHash: text(),
    createdAt: atNow(),
    updatedAt: atNow(),
  },
  (t) => [
    index("product_category").on(t.categoryId),
    index("product_search_text").using("gin", sql`search_text gin_trgm_ops`),
    index("product_search_vector").using("gin", t.searchVector),
  ],
);

export const variant = pgTable(
  "variant",
  {
    id: id(),
    productId: uuid()
      .notNull()
      .references(() => product.id),
    /** May be absent, and shops do repeat them. */
    sku: text(),
    barcode: text(),
    option1: text().notNull().default(""),
    option2: text().notNull().default(""),
    option3: text().notNull().default(""),
    /** The option that is a size, as written; null when the product has none. */
    size: text(),
    colourKey: text().references(() => colour.key),
    priceMinor: integer().notNull(),
    compareAtMinor: integer(),
    currency: char({ length: 3 }).notNull(),
    position: integer().notNull().default(0),
    active: boolean().notNull().default(true),
  },
  (t) => [
    unique("variant_options").on(t.productId, t.option1, t.option2, t.option3),
    index("variant_sku").on(t.sku),
    index("variant_sku_upper").on(sql`upper(sku)`),
    index("variant_barcode").on(t.barcode),
    // Whatever a code's writing: server/catalogue/codes decides among what stands under one key.
    index("variant_sku_key").on(sql`code_key(sku)`),
    index("variant_barcode_key").on(sql`code_key(barcode)`),
    check("variant_price", sql`price_minor >= 0`),
  ],
);

/** A picture in several widths, AVIF and WebP: `{src}-{width}.avif`. */
export const productImage = pgTable(
  "product_image",
  {
    id: id(),
    productId: uuid()
      .notNull()
      .references(() => product.id),
    /** Shown for this colour; null means for every colour. */
    colourKey: text(),
    position: integer().notNull().default(0),
    src: text().notNull(),
    widths: integer().array().notNull(),
    /** Widths of the WebP files where they differ from those of the AVIF files. */
    webpWidths: integer().array(),
    width: integer().notNull(),
    height: integer().notNull(),
    blur: text().notNull().default(""),
    alt: jsonb().$type<LocalisedText>().notNull(),
    /** SHA-256 of the imported file; equal means unchanged. */
    sourceHash: text(),
    /** File name by which an import named it. */
    sourceName: text(),
  },
  (t) => [index("product_image_product").on(t.productId, t.position)],
);
