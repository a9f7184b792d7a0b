import { createCartAdder } from "./cart-adder";
import { runCountedLoop } from "./measure";
import type { BenchServer } from "./server";

/** Each client adds to a cart of its own, through the public procedure. */
export async function cartAdd(shop: BenchServer) {
  const variants = await shop.variants(90);
  const lines = [];
  for (const concurrency of [1, 10]) {
    const clients = (await shop.guests(concurrency)).map((guest) => createCartAdder(shop.port, guest, variants));
    const figures = await runCountedLoop(
      shop,
      clients.map((c) => () => c.add()),
    );
    for (const c of clients) c.wire.close();
    lines.push({ metric: "cart.add", concurrency, ...figures });
  }
  return lines;
}
