import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { collectGarbage } from "./collect-garbage";
import { closeAll } from "./delivery";
import { round } from "./measure";
import { progress, type Shop } from "./server";
import { query } from "./cart-adder";
import { openStream } from "./http-connection";

function rssKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** RSS (kB) as it is found, and after the garbage that opening the streams left was collected. */
async function reading(shop: Shop): Promise<{ found: number; collected: number }> {
  await sleep(4_000);
  const found = rssKb(shop.pid);
  await collectGarbage(shop.pid, shop.inspectPort);
  await sleep(1_000);
  return { found, collected: rssKb(shop.pid) };
}

/** Slope of the server's RSS from 1,000 to 5,000 open streams, each of a shopper of its own. */
export async function streamMemory(shop: Shop) {
  const guests = await shop.guests(5_000);
  const sockets: Socket[] = [];
  const path = query("sync.stream", { surface: "shop" });
  const openTo = async (count: number) => {
    while (sockets.length < count) {
      const next = guests.slice(sockets.length, Math.min(count, sockets.length + 50));
      sockets.push(...(await Promise.all(next.map((g) => openStream(shop.port, path, g.cookie)))));
    }
  };
  await openTo(1_000);
  const low = await reading(shop);
  progress(`1,000 streams: ${low.found} kB, ${low.collected} kB collected`);
  await openTo(5_000);
  const high = await reading(shop);
  progress(`5,000 streams: ${high.found} kB, ${high.collected} kB collected`);
  closeAll(sockets);
  const slope = (what: "found" | "collected") => round((high[what] - low[what]) / 4_000);
  return [
    { metric: "sync.memory_per_stream_kb", streams: 5_000, kb: slope("collected"), with_garbage_kb: slope("found") },
  ];
}
