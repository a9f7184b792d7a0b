import { sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { category, colour, product, productImage, variant } from "@/db/schema/catalogue";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { fittingRoom, store } from "@/db/schema/stores";
import { reindexProducts } from "@/server/catalogue/search/commands";
import { loadSecrets } from "@/server/platform/secrets";
import { inTransaction } from "@/server/platform/transaction";
import { departments, shelves } from "./garments/categories";
import { demoColours } from "./garments/colours";
import type { Department } from "./garments/garment";
import { drawnPictures } from "./pictures";
import { demoProducts, pictureRows, productRow, shelfSlug, variantRows } from "./products";
import { seedStaff } from "./staff";
import { demoStock } from "./stock";
import { demoStores } from "./stores";

const inOneStatement = 2000;

async function seedStores(tx: Tx): Promise<Map<string, string>> {
  const [clock] = await tx.execute<{ year: number }>(
    sql`select extract(year from clock_now() - interval '45 days')::int as year`,
  );
  const rows = demoStores.map(({ rooms: _, ...row }, position) => ({
    ...row,
    position,
    holidays: row.holidays(clock?.year ?? 0),
  }));
  const inserted = await tx.insert(store).values(rows).returning({ id: store.id, code: store.code });
  const ids = new Map(inserted.map(({ code, id }) => [code, id]));
  await tx
    .insert(fittingRoom)
    .values(
      demoStores.flatMap(({ code, rooms }) =>
        Array.from({ length: rooms }, (_, i) => ({ storeId: ids.get(code) ?? "", name: String(i + 1), position: i })),
      ),
    );
  return ids;
}

/** Departments and, below each, its non-empty categories; ids by slug. */
async function seedCategories(tx: Tx): Promise<Map<string, string>> {
  const names = Object.keys(departments) as Department[];
  const outer = await tx
    .insert(category)
    .values(names.map((slug, position) => ({ slug, name: departments[slug], position })))
    .returning({ id: category.id, slug: category.slug });
  const used = new Set(demoProducts.map(shelfSlug));
  const inner = outer.flatMap((parent) =>
    shelves
      .map((shelf, position) => ({
        slug: `${parent.slug}-${shelf.slug}`,
        name: shelf.name,
        parentId: parent.id,
        position,
      }))
      .filter(({ slug }) => used.has(slug)),
  );
  const inserted = await tx.insert(category).values(inner).returning({ id: category.id, slug: category.slug });
  return new Map(inserted.map(({ slug, id }) => [slug, id]));
}

async function seedProducts(tx: Tx): Promise<Map<string, string>> {
  const categories = await seedCategories(tx);
  await tx.insert(colour).values(demoColours);
  const inserted = await tx
    .insert(product)
    .values(demoProducts.map((demo) => productRow(demo, categories.get(shelfSlug(demo)))))
    .returning({ id: product.id, handle: product.handle });
  const ids = new Map(inserted.map(({ handle, id }) => [handle, id]));
  const drawn = drawnPictures();
  const pictures = demoProducts.flatMap((demo) =>
    pictureRows(
      demo,
      ids.get(demo.slug) ?? "",
      drawn.filter(({ slug }) => slug === demo.slug),
    ),
  );
  if (pictures.length > 0) await tx.insert(productImage).values(pictures);
  return ids;
}

async function seedVariants(tx: Tx, products: Map<string, string>, stores: Map<string, string>): Promise<void> {
  const rows = demoProducts.flatMap((demo, i) => variantRows(demo, products.get(demo.slug) ?? "", i * 100));
  const inserted = await tx.insert(variant).values(rows).returning({ id: variant.id, sku: variant.sku });
  const ids = new Map(inserted.map(({ sku, id }) => [sku, id]));
  const levels = demoProducts.flatMap((demo) =>
    variantRows(demo, "", 0).flatMap(({ sku, colourKey, size }) =>
      [...stores].map(([code, storeId]) => ({
        variantId: ids.get(sku ?? null) ?? "",
        storeId,
        onHand: demoStock(demo, { colour: colourKey, size: size ?? "", store: code }),
      })),
    ),
  );
  const present = levels.filter(({ onHand }) => onHand > 0);
  for (let at = 0; at < present.length; at += inOneStatement) {
    const part = present.slice(at, at + inOneStatement);
    await tx.insert(stockLevel).values(part);
    await tx
      .insert(stockMovement)
      .values(part.map(({ onHand, ...item }) => ({ ...item, delta: onHand, reason: "seed" as const })));
  }
}

/**
 * Seeds the demo: stores with rooms, 64 products with pictures, and stock with its ledger; all or nothing. Does nothing
 * and returns false when the database already has a store or a product.
 */
export async function seedDemo(onProgress: (step: string) => void = () => {}): Promise<boolean> {
  const [found] = await db().execute<{ used: boolean }>(
    sql`select exists (select 1 from store) or exists (select 1 from product) as used`,
  );
  if (found?.used) return false;
  await loadSecrets();
  await inTransaction(async (tx) => {
    onProgress("stores");
    const stores = await seedStores(tx);
    onProgress("staff");
    await seedStaff(tx, stores);
    onProgress("products");
    const products = await seedProducts(tx);
    onProgress("stock");
    await seedVariants(tx, products, stores);
    onProgress("search");
    await reindexProducts([...products.values()], tx);
  });
  await db().execute(sql`analyze product, variant, stock_level, product_image`);
  return true;
}
