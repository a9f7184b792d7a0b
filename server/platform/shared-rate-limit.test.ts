import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis, type TestRedis } from "@/server/testing/redis";
import type { TakeToken } from "./rate-limit";
import { createSharedRateCounter } from "./shared-rate-limit";

let redis: TestRedis;
let processes: ReturnType<typeof createSharedRateCounter>[] = [];
const rate = { burst: 20, perMinute: 10 };

/** Takes of all processes in turn until one refuses; returns how many were allowed, and the wait. */
async function takeAll(key: string, takes: TakeToken[] = processes.map((p) => p.take)) {
  for (let allowed = 0; ; allowed++) {
    const wait = (await takes[allowed % takes.length]?.(key, rate)) ?? 0;
    if (wait > 0) return { allowed, wait };
  }
}

/** A process whose client is not connected counts by itself: together they then allow more than one burst. */
async function waitUntilShared(): Promise<void> {
  while ((await takeAll(randomUUID())).allowed !== rate.burst) await sleep(20);
}

beforeAll(async () => {
  redis = await startRedis();
  processes = [createSharedRateCounter(redis.url), createSharedRateCounter(redis.url)];
  await waitUntilShared();
});
afterAll(async () => {
  for (const { close } of processes) close();
  await redis.remove();
});

test("two processes share a burst, and say how long to wait for the next", async () => {
  expect(await takeAll("a")).toEqual({ allowed: 20, wait: 6 });
  expect((await takeAll("b")).allowed).toBe(20);
});

test("a bucket fills by its rate, and a refusal costs nothing", async () => {
  const fast = { burst: 20, perMinute: 600 };
  const from = performance.now();
  let allowed = 0;
  let refused = 0;
  const getExpected = () => fast.burst + ((performance.now() - from) / 60_000) * fast.perMinute;
  while (getExpected() < fast.burst + 15) {
    if (await processes[refused % 2]?.take("fast", fast)) refused++;
    else allowed++;
  }
  expect(refused).toBeGreaterThan(20);
  expect(allowed).toBeGreaterThan(getExpected() - 3);
  expect(allowed).toBeLessThanOrEqual(getExpected());
});

test("without Redis each process counts in its memory, and with it together again", async () => {
  await takeAll("c");
  await redis.stop();
  const alone = await Promise.all(processes.map(({ take }) => takeAll("c", [take])));
  expect(alone.map(({ allowed }) => allowed)).toEqual([20, 20]);
  await redis.start();
  await waitUntilShared();
  expect(await takeAll("d")).toEqual({ allowed: 20, wait: 6 });
});
