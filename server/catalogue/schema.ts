import { z } from "zod";
import type { Money } from "@/server/platform/money";
import { sorts } from "./rules";

/** A text in each language that has one; `en` always exists. */
export type LocalisedText = { en: string; ru?: string | undefined; az?: string | undefined };

/** A picture: `{src}-{width}.avif` and `.webp` exist for each of `widths`; `width`×`height` are those of the largest. */
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

/** All a line of a cart, a pick-up or a fitting shows of its variant; carries every language so that it can be kept offline. */
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

/** A product as listings show it; carries every language so that it can be kept offline. */
export type ProductCard = {
  productId: string;
  handle: string;
  title: LocalisedText;
  /** The lowest price among its variants; `priceVaries` when others cost more. */
  price: Money;
  priceVaries: boolean;
  compareAt: Money | null;
  colours: ColourView[];
  /** The first colour's first two pictures: front, and what is seen on hover. */
  pictures: PictureView[];
  isNew: boolean;
  /** Nothing of it is free in any store. */
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
  /** Something of it is free in some store, as of the page's rendering. */
  available: boolean;
};

/** Everything the page of one product shows before a store is chosen. */
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
/** What a listing may be asked; prices in minor units, both ends included. */
export const listSchema = z.strictObject({
  category: z.string().max(120).optional(),
  query: z.string().trim().max(120).optional(),
  sizes: few.optional(),
  colours: few.optional(),
  priceFrom: z.number().int().min(0).max(2_000_000_000).optional(),
  priceTo: z.number().int().min(0).max(2_000_000_000).optional(),
  /** Code of the store in which a piece must be free now. */
  store: z.string().max(60).optional(),
  sort: z.enum(sorts).optional(),
  page: z.number().int().min(1).max(500).optional(),
});
export type ListInput = z.infer<typeof listSchema>;

/** How many products each choice would leave, with every other filter kept. */
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
