import { z } from "zod";
import type { Money } from "@/server/platform/money";
import type { LocalisedText, PictureView } from "../schema";

export const officeProductsSchema = z.strictObject({
  /** Part of a title, handle or SKU. */
  query: z.string().trim().max(100).default(""),
  /** Sent by the browser's paging; always forward. */
  direction: z.enum(["forward", "backward"]).optional(),
  cursor: z.int().min(0).max(1_000_000).default(0),
});
export type OfficeProductsInput = z.infer<typeof officeProductsSchema>;

/** A product as the office lists it, also an inactive one. */
export type OfficeProduct = {
  productId: string;
  handle: string;
  title: LocalisedText;
  category: LocalisedText | null;
  variants: number;
  /** The lowest price among active variants; null when there are none. */
  price: Money | null;
  onHand: number;
  /** Active variants whose SKU or barcode another active variant carries too. */
  sharedCodes: number;
  active: boolean;
  picture: PictureView | null;
};
export type OfficeProducts = { total: number; products: OfficeProduct[]; nextOffset: number | null };
