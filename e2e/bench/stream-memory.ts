import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { closeAll } from "./delivery";
import { round } from "./measure";
import { progress, type Shop } from "./shop";
import { query } from "./shopper";
import { openStream } from "./wire";

function rssKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** Lowest of some readings: between two collections of garbage the figure only grows. */
async function settled(pid: number): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 8; i++) {
    await sleep(500);
    lowest = Math.min(lowest, rssKb(pid));
  }
  return lowest;
}

/** Slope of the server's memory from 1,000 to 5,000 open streams, each of a shopper of its own. */
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
  const low = await settled(shop.pid);
  progress(`1,000 streams: ${low} kB`);
  await openTo(5_000);
  const high = await settled(shop.pid);
  progress(`5,000 streams: ${high} kB`);
  closeAll(sockets);
  return [{ metric: "sync.memory_per_stream_kb", streams: 5_000, kb: round((high - low) / 4_000) }];
}
