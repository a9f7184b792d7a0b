import { readdir } from "node:fs/promises";
import path from "node:path";
import { inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { productImage } from "@/db/schema/catalogue";
import { FileRefusedError } from "../file/records";
import { toPictureName } from "../format/rules";

/** Finds a picture's file by name; null when the folder has none. */
export type FindPicture = (name: string) => string | null;

/** A look-up over the files of one folder (not below it): the exact name first, then without case. */
export async function indexFolder(dir: string): Promise<FindPicture> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => {
    throw new FileRefusedError("products", "IMAGES_NOT_FOUND", { path: dir });
  });
  const names = entries.filter((e) => e.isFile()).map((e) => e.name);
  const exact = new Set(names);
  // Files fetched from a CDN may have percent-encoded names.
  const folded = new Map(
    names.flatMap((name) => [toPictureName(name) ?? name, name].map((n) => [n.normalize("NFC").toLowerCase(), name])),
  );
  return (name) => {
    const found = exact.has(name) ? name : folded.get(name.normalize("NFC").toLowerCase());
    return found === undefined ? null : path.join(dir, found);
  };
}

export type StoredPicture = typeof productImage.$inferSelect;

/** The imported pictures of some products, by product; other pictures are left alone. */
export async function listStoredPictures(productIds: string[]): Promise<Map<string, StoredPicture[]>> {
  const rows =
    productIds.length === 0
      ? []
      : await db().select().from(productImage).where(inArray(productImage.productId, productIds));
  const byProduct = new Map<string, StoredPicture[]>();
  for (const row of rows) {
    if (row.sourceName !== null) byProduct.set(row.productId, [...(byProduct.get(row.productId) ?? []), row]);
  }
  return byProduct;
}
