import { buildQueryPath } from "./cart-adder";
import { HttpConnection } from "./http-connection";
import { runClosedLoop } from "./measure";
import type { BenchServer } from "./server";

/** The empty procedure `sync.ping` answered as every other. */
export async function httpFloor(shop: BenchServer) {
  const lines = [];
  for (const concurrency of [1, 10]) {
    const wires = Array.from({ length: concurrency }, () => new HttpConnection(shop.port));
    const { operations: _, ...figures } = await runClosedLoop(
      wires.map((wire) => async () => (await wire.send("GET", buildQueryPath("sync.ping"))).ms),
    );
    for (const wire of wires) wire.close();
    lines.push({ metric: "http.floor", concurrency, ...figures });
  }
  return lines;
}
