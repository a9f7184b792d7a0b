import type { Socket } from "node:net";
import { computePercentile, round } from "./measure";

export const streamsWanted = 500;
export const writesPerSecond = 100;
const seconds = Number(process.env.BENCH_SECONDS ?? 6);

/** Two devices of one shopper with a stream each: `write` from the first, heard by the second. */
export type WriterReader = { write(mark: string): Promise<unknown>; heard: (listener: (text: string) => void) => void };

/** What happens after half of the writes, and how long the last ones may take (ms). */
type DeliveryOptions = { midway?: () => Promise<unknown>; settleMs?: number };

/**
 * Writes at a steady rate, each time through another pair, and gives how long each change took from the request on one
 * device to the event on the other (ms). An open loop: a slow answer does not slow the next write.
 */
export async function measureDelivery(
  pairs: WriterReader[],
  { midway, settleMs = 1_500 }: DeliveryOptions = {},
): Promise<{ p50_ms: number; p99_ms: number; max_ms: number; lost: number }> {
  const samples: number[] = [];
  const waiting = new Map<number, number>();
  for (const [i, pair] of pairs.entries()) {
    pair.heard((text) => {
      const sentAt = waiting.get(i);
      if (sentAt === undefined || !text.includes("data: ")) return;
      waiting.delete(i);
      samples.push(performance.now() - sentAt);
    });
  }
  const failures: unknown[] = [];
  const total = writesPerSecond * (seconds + 1);
  const begin = performance.now();
  for (let n = 0; n < total; n++) {
    const due = begin + (n * 1_000) / writesPerSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (n === total / 2) midway?.().catch((e) => failures.push(e));
    const i = n % pairs.length;
    // A change that is late is timed until anything is heard.
    if (!waiting.has(i)) waiting.set(i, performance.now());
    pairs[i]?.write(`m${n}`).catch((e) => failures.push(e));
  }
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  if (failures[0]) throw failures[0];
  // The first second warms up.
  const counted = samples.slice(writesPerSecond);
  return {
    p50_ms: computePercentile(counted, 0.5),
    p99_ms: computePercentile(counted, 0.99),
    max_ms: round(Math.max(...counted)),
    lost: waiting.size,
  };
}

export const closeSockets = (sockets: Socket[]): void => {
  for (const socket of sockets) socket.destroy();
};
