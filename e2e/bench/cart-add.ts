import { countedLoop } from "./measure";
import type { Shop } from "./server";
import { adder } from "./cart-adder";

/** Each client adds to a cart of its own, through the public procedure. */
export async function cartAdd(shop: Shop) {
  const variants = await shop.variants(90);
  const lines = [];
  for (const concurrency of [1, 10]) {
    const clients = (await shop.guests(concurrency)).map((guest) => adder(shop.port, guest, variants));
    const figures = await countedLoop(
      shop,
      clients.map((c) => () => c.add()),
    );
    for (const c of clients) c.wire.close();
    lines.push({ metric: "cart.add", concurrency, ...figures });
  }
  return lines;
}
