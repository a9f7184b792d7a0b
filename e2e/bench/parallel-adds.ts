import { buildQueryPath, createCartAdder } from "./cart-adder";
import { HttpConnection } from "./http-connection";
import type { BenchServer } from "./server";

/** One cart, 20 clients over three sessions adding at once. */
export async function parallelAdds(shop: BenchServer) {
  const [guest] = await shop.guests(1, 3);
  if (!guest) throw new Error("no guest was made");
  const variants = await shop.variants(1);
  const clients = Array.from({ length: 20 }, (_, i) =>
    createCartAdder(shop.port, { ...guest, cookie: guest.cookies[i % 3] ?? "" }, variants),
  );
  const done = await Promise.allSettled(clients.map((c) => c.add()));
  const wire = new HttpConnection(shop.port);
  const cart = JSON.parse((await wire.send("GET", buildQueryPath("cart.get"), { cookie: guest.cookie })).body);
  for (const c of [...clients, { wire }]) c.wire.close();
  return [
    {
      metric: "cart.parallel_adds",
      sent: clients.length,
      acknowledged: done.filter((d) => d.status === "fulfilled").length,
      kept: cart.result.data.lines[0]?.quantity ?? 0,
    },
  ];
}
