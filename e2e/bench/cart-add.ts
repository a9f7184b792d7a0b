import { countedLoop } from "./measure";
import type { Shop } from "./shop";
import { crowd } from "./shopper";

/** Each client adds through the public procedure to the carts of its many sessions in turn. */
export async function cartAdd(shop: Shop) {
  const variants = await shop.variants(90);
  const lines = [];
  for (const concurrency of [1, 10]) {
    const clients = await crowd(shop, concurrency, variants);
    const figures = await countedLoop(
      shop,
      clients.map((c) => () => c.next().add()),
    );
    for (const c of clients) c.wire.close();
    lines.push({ metric: "cart.add", concurrency, ...figures });
  }
  return lines;
}
