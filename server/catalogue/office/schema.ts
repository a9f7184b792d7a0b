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

/** A product as the office lists it, also one that is not on sale. */
export type OfficeProduct = {
  productId: string;
  handle: string;
  title: LocalisedText;
  category: LocalisedText | null;
  variants: number;
  /** The lowest price among variants on sale; null when there are none. */
  price: Money | null;
  onHand: number;
  /** Variants for sale whose SKU or barcode another variant for sale carries too. */
  sharedCodes: number;
  active: boolean;
  picture: PictureView | null;
};
export type OfficeProducts = { total: number; products: OfficeProduct[]; nextOffset: number | null };
