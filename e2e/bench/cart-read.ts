import { buildQueryPath, createCartAdder } from "./cart-adder";
import { runCountedLoop } from "./measure";
import type { BenchServer } from "./server";

/** Each client reads its own cart of five lines with today's prices. */
export async function cartRead(shop: BenchServer) {
  const variants = await shop.variants(5);
  const lines = [];
  for (const concurrency of [1, 10]) {
    const clients = await Promise.all(
      (await shop.guests(concurrency)).map(async (guest) => {
        const client = createCartAdder(shop.port, guest, variants);
        for (const _ of variants) await client.add();
        return { wire: client.wire, cookie: guest.cookie };
      }),
    );
    const figures = await runCountedLoop(
      shop,
      clients.map(({ wire, cookie }) => async () => {
        const reply = await wire.send("GET", buildQueryPath("cart.get"), { cookie });
        if (reply.status !== 200) throw new Error(reply.body.slice(0, 200));
        return reply.ms;
      }),
    );
    for (const { wire } of clients) wire.close();
    lines.push({ metric: "cart.read", concurrency, ...figures });
  }
  return lines;
}
