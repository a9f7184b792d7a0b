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
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { atNow, id, type LocalisedText } from "../columns";

const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * The transaction that last changed the row, kept by a trigger (`keep_changed_in`): a reader of the table as of a
 * snapshot finds later changes by it, in whatever order transactions end.
 */
export const changedIn = () => xid8().notNull().default(sql`pg_current_xact_id()`);

export const category = pgTable("category", {
  id: id(),
  slug: text().notNull().unique(),
  parentId: uuid().references((): AnyPgColumn => category.id),
  name: jsonb().$type<LocalisedText>().notNull(),
  position: integer().notNull().default(0),
});

/** A colour to filter by; `hex` is null when an import names an unknown colour. */
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
    /** Identifies the product in the index of its words: shorter than the id. */
    number: integer().generatedAlwaysAsIdentity().unique(),
    /** SHA-256 of the last imported data; equal means unchanged. */
    importHash: text(),
    createdAt: atNow(),
    updatedAt: atNow(),
    changedIn: changedIn(),
  },
  (t) => [
    // whether a category has active products, and related products
    index("product_category").on(t.categoryId, t.number).where(sql`active`),
    index("product_new").on(t.createdAt.desc().nullsFirst(), t.id).where(sql`active`),
    index("product_changed_in").on(t.changedIn),
  ],
);

/**
 * Every word of active products, folded (search/rules.ts): few, so that a misspelt one is quickly compared with all.
 */
export const searchWord = pgTable(
  "search_word",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    word: text().notNull().unique(),
    /**
     * The transaction that last changed the word's products: a process's cached postings are valid as long as it is the
     * same.
     */
    changedIn: changedIn(),
  },
  (t) => [index("search_word_trigrams").using("gin", sql`${t.word} gin_trgm_ops`)],
);

/**
 * The products of a word, read from the index alone; written with the product (search/commands.ts), never separately.
 */
export const productWord = pgTable(
  "product_word",
  {
    wordId: integer().notNull(),
    productNumber: integer().notNull(),
    /** The word's weight for the product: 10 in the title, 4 of its kind, 2 a colour, a tag or the brand. */
    weight: smallint().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.wordId, t.productNumber, t.weight] }),
    index("product_word_product").on(t.productNumber),
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
    changedIn: changedIn(),
  },
  (t) => [
    index("variant_changed_in").on(t.changedIn),
    unique("variant_options").on(t.productId, t.option1, t.option2, t.option3),
    // Independent of a code's spelling: server/catalogue/codes.ts decides among the variants under one key.
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
