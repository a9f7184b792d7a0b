import { HttpConnection } from "./http-connection";
import { runClosedLoop } from "./measure";
import type { BenchServer } from "./server";

/** First byte of product pages, ten shoppers at once. */
export async function productTtfb(shop: BenchServer) {
  // The bench's own products come after those of the demo.
  const rows = await shop.sql`select handle from product where active order by handle like 'test-%', handle limit 20`;
  const paths = rows.map((r) => `/en/p/${r.handle}`);
  const wires = Array.from({ length: 10 }, () => new HttpConnection(shop.port));
  // A page is rendered at its first request; the bench measures a warm shop.
  for (const path of paths) await wires[0]?.send("GET", path);
  let i = 0;
  const { operations: _, ...figures } = await runClosedLoop(
    wires.map((wire) => async () => {
      const reply = await wire.send("GET", paths[i++ % paths.length] ?? "/en");
      if (reply.status !== 200) throw new Error(`a product page answered ${reply.status}`);
      return reply.ttfbMs;
    }),
  );
  for (const wire of wires) wire.close();
  return [{ metric: "page.product_ttfb", concurrency: wires.length, ...figures }];
}
