import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildQueryPath } from "./cart-adder";
import { collectGarbage } from "./collect-garbage";
import { closeSockets } from "./delivery";
import { openStream } from "./http-connection";
import { round } from "./measure";
import { type BenchServer, printProgress } from "./server";

/** Resident memory of a process (kB). */
export function readRssKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** RSS (kB) as it is found, and after the garbage that opening the streams left was collected. */
async function readMemory(shop: BenchServer): Promise<{ found: number; collected: number }> {
  await sleep(4_000);
  const found = readRssKb(shop.pid);
  await collectGarbage(shop.pid, shop.inspectPort);
  await sleep(1_000);
  return { found, collected: readRssKb(shop.pid) };
}

/** Slope of the server's RSS from 1,000 to 5,000 open streams, each of a shopper of its own. */
export async function streamMemory(shop: BenchServer) {
  const guests = await shop.guests(5_000);
  const sockets: Socket[] = [];
  const path = buildQueryPath("sync.stream", { surface: "shop" });
  const openTo = async (count: number) => {
    while (sockets.length < count) {
      const next = guests.slice(sockets.length, Math.min(count, sockets.length + 50));
      sockets.push(...(await Promise.all(next.map((g) => openStream(shop.port, path, g.cookie)))));
    }
  };
  await openTo(1_000);
  const low = await readMemory(shop);
  printProgress(`1,000 streams: ${low.found} kB, ${low.collected} kB collected`);
  await openTo(5_000);
  const high = await readMemory(shop);
  printProgress(`5,000 streams: ${high.found} kB, ${high.collected} kB collected`);
  closeSockets(sockets);
  const slope = (what: "found" | "collected") => round((high[what] - low[what]) / 4_000);
  return [
    { metric: "sync.memory_per_stream_kb", streams: 5_000, kb: slope("collected"), with_garbage_kb: slope("found") },
  ];
}
