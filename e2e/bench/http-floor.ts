import { closedLoop } from "./measure";
import type { Shop } from "./server";
import { query } from "./cart-adder";
import { Wire } from "./http-connection";

/** The empty procedure `sync.ping` on the same adapter. */
export async function httpFloor(shop: Shop) {
  const lines = [];
  for (const concurrency of [1, 10]) {
    const wires = Array.from({ length: concurrency }, () => new Wire(shop.port));
    const { operations: _, ...figures } = await closedLoop(
      wires.map((wire) => async () => (await wire.send("GET", query("sync.ping"))).ms),
    );
    for (const wire of wires) wire.close();
    lines.push({ metric: "http.floor", concurrency, ...figures });
  }
  return lines;
}
