import { countedLoop } from "./measure";
import type { Shop } from "./shop";
import { crowd, query } from "./shopper";

/** Each client reads the carts of its many sessions in turn, five lines each, with today's prices. */
export async function cartRead(shop: Shop) {
  const variants = await shop.variants(5);
  const lines = [];
  for (const concurrency of [1, 10]) {
    const clients = await crowd(shop, concurrency, variants);
    await Promise.all(
      clients.map(async ({ adders }) => {
        for (const one of adders) for (const _ of variants) await one.add();
      }),
    );
    const figures = await countedLoop(
      shop,
      clients.map(({ wire, next }) => async () => {
        const reply = await wire.send("GET", query("cart.current"), { cookie: next().cookie });
        if (reply.status !== 200) throw new Error(reply.body.slice(0, 200));
        return reply.ms;
      }),
    );
    for (const { wire } of clients) wire.close();
    lines.push({ metric: "cart.read", concurrency, ...figures });
  }
  return lines;
}
