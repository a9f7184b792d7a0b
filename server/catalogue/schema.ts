import { z } from "zod";
import type { Money } from "@/server/platform/money";

/** A text in each language that has one; `en` always exists. */
export type LocalisedText = { en: string; ru?: string | undefined; az?: string | undefined };

/** A picture: `{src}-{width}.avif` and `.webp` exist for each of `widths`; `width`×`height` are those of the largest. */
export type PictureView = {
  src: string;
  widths: number[];
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

export const variantIdsSchema = z.strictObject({ ids: z.array(z.uuid()).max(100) });
