import { z } from "zod";
import type { Money } from "@/server/platform/money";
import { sorts } from "./sorts.rules";

/** A text in each language that has one; `en` always exists. */
export type LocalisedText = { en: string; ru?: string | undefined; az?: string | undefined };

/**
 * A picture: `{src}-{width}.avif` and `.webp` exist for each of `widths`; `width`×`height` are those of the largest.
 */
export type PictureView = {
  src: string;
  widths: number[];
  /** Widths of the WebP files where they differ from `widths`. */
  webpWidths?: number[] | null;
  width: number;
  height: number;
  /** Data URL of a tiny blurred version, or "". */
  blur: string;
  alt: LocalisedText;
};

export type ColourView = { key: string; name: LocalisedText; hex: string | null };

/**
 * Everything that a line of a cart, a pickup or a fitting shows of its variant; contains every language so that it can
 * be stored offline.
 */
export type VariantCard = {
  variantId: string;
  productId: string;
  handle: string;
  title: LocalisedText;
  /** Values of the options in order, e.g. ["M", "Fog"]. */
  options: string[];
  size: string | null;
  colour: ColourView | null;
  price: Money;
  compareAt: Money | null;
  picture: PictureView | null;
  /** False when it is no longer sold. */
  active: boolean;
};

/** A product as listings show it; contains every language so that it can be stored offline. */
export type ProductCard = {
  productId: string;
  handle: string;
  title: LocalisedText;
  /** The lowest price among its variants; `priceVaries` when others cost more. */
  price: Money;
  priceVaries: boolean;
  compareAt: Money | null;
  colours: ColourView[];
  /** The first colour's first two pictures: front, and the one for hover. */
  pictures: PictureView[];
  isNew: boolean;
  /** No variant is available in any store. */
  soldOut: boolean;
};

export type CategoryRef = { slug: string; name: LocalisedText };
export type CategoryNode = CategoryRef & { children: CategoryRef[] };

export type ProductVariant = {
  variantId: string;
  options: string[];
  size: string | null;
  colourKey: string | null;
  price: Money;
  compareAt: Money | null;
  /** A variant is available in some store, at the time of the page's rendering. */
  available: boolean;
};

/** Everything that the page of one product shows before a store is chosen. */
export type ProductView = {
  productId: string;
  handle: string;
  title: LocalisedText;
  /** Sanitised HTML. */
  description: LocalisedText;
  vendor: string;
  /** From the outermost category to the product's own. */
  path: CategoryRef[];
  optionNames: string[];
  colours: ColourView[];
  pictures: (PictureView & { colourKey: string | null })[];
  variants: ProductVariant[];
};

export const pageSize = 24;

const few = z.array(z.string().min(1).max(60)).max(30);
/** The input of a listing; prices in minor units, both ends inclusive. */
export const listSchema = z.strictObject({
  category: z.string().max(120).optional(),
  query: z.string().trim().max(120).optional(),
  sizes: few.optional(),
  colours: few.optional(),
  priceFrom: z.number().int().min(0).max(2_000_000_000).optional(),
  priceTo: z.number().int().min(0).max(2_000_000_000).optional(),
  /** Code of the store in which an item must be available now. */
  store: z.string().max(60).optional(),
  sort: z.enum(sorts).optional(),
  page: z.number().int().min(1).max(500).optional(),
});
export type ListInput = z.infer<typeof listSchema>;

/** The number of products per choice, with every other filter kept. */
export type Facets = {
  categories: (CategoryRef & { count: number })[];
  sizes: { value: string; count: number }[];
  colours: (ColourView & { count: number })[];
  stores: { code: string; name: string; city: string; count: number }[];
  /** Of all prices before the price filter; null when nothing is for sale. */
  price: { min: number; max: number; currency: string } | null;
};

export type ListView = {
  items: ProductCard[];
  total: number;
  page: number;
  pages: number;
  facets: Facets;
};

export type Suggestions = { products: ProductCard[]; categories: CategoryRef[] };

export const variantIdsSchema = z.strictObject({ ids: z.array(z.uuid()).max(100) });
export const productIdsSchema = z.strictObject({ ids: z.array(z.uuid()).max(100) });
export const handleSchema = z.strictObject({ handle: z.string().min(1).max(255) });
export const codeSchema = z.strictObject({ code: z.string().trim().min(1).max(200) });
export const suggestSchema = z.strictObject({ query: z.string().trim().max(120) });
export const newInSchema = z.strictObject({ limit: z.number().int().min(1).max(48) });
export const relatedSchema = z.strictObject({ productId: z.uuid(), limit: z.number().int().min(1).max(24) });
