import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createRedisFanout } from "@/server/sync/fanout/redis";
import { startRedis } from "@/server/testing/redis";
import { buildQueryPath } from "./cart-adder";
import { collectGarbage } from "./collect-garbage";
import { readProcessMs, round } from "./measure";
import { type BenchServer, findFreePort, printProgress, startBeside } from "./server";
import type { LoadOrder, LoadState } from "./stream-load";
import { readRssKb } from "./stream-memory";

const wanted = Number(process.env.BENCH_STREAMS ?? 15_000);
/** Opening ends after so long; what is open then is what counts. */
const openSeconds = 150;
/** Each stream gets so many changes; the first round warms up. */
const rounds = 4;
/** Changes that are published in one turn. */
const publishAtOnce = 250;

type Scope = { id: string; epoch: string; cookie: string };
/** A process that holds streams. */
type Holder = { port: number; pid: number; inspectPort: number; stop(): Promise<unknown> };
type Request = Extract<LoadOrder, { kind: "open" }>["requests"][number];

/** Bare streams in a process of their own. */
async function startRaw(redisUrl: string): Promise<Holder> {
  const [port, inspectPort] = [await findFreePort(), await findFreePort()];
  const args = ["--import", "tsx", `--inspect-port=${inspectPort}`, "e2e/bench/raw-streams.ts"];
  const env = { ...process.env, NODE_ENV: "production" as const, PORT: String(port), REDIS_URL: redisUrl };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", 2], env });
  process.once("exit", () => child.kill());
  if (child.stdout) await once(child.stdout, "data");
  const stop = async () => child.kill() && (await once(child, "exit"));
  return { port, pid: child.pid ?? 0, inspectPort, stop };
}

/** The shoppers' scopes with a version and an epoch, as after a first visit. */
async function createScopes(shop: BenchServer): Promise<Scope[]> {
  const guests = await shop.guests(wanted);
  for (let i = 0; i < guests.length; i += 5_000) {
    const rows = guests.slice(i, i + 5_000).map((g) => ({ id: g.shopperId, kind: "shopper" }));
    await shop.sql.insert("sync_scope", rows);
  }
  const found = await shop.sql<{ id: string; epoch: string }>`select id::text, epoch::text from sync_scope`;
  const epochs = new Map(found.map((row) => [row.id, row.epoch]));
  return guests.map(({ shopperId, cookie }) => ({ id: shopperId, epoch: epochs.get(shopperId) ?? "", cookie }));
}

/** A change of a cart's line as `sync.push` publishes it; the title carries the mark that the load counts. */
const buildPatch = ({ id, epoch }: Scope, to: number) =>
  JSON.stringify({
    kind: "patch",
    scope: id,
    epoch,
    from: to - 1,
    to,
    changes: [
      {
        entity: "cart_line",
        entityId: `${id}:deliver`,
        row: {
          lineKey: `${id}:deliver`,
          variantId: id,
          fulfilment: "deliver",
          storeId: null,
          quantity: to,
          title: "~",
        },
        by: { device: "phone" },
        clientId: id,
        mid: to,
      },
    ],
    lastMid: to,
  });

function createLoad() {
  const child: ChildProcess = fork("e2e/bench/stream-load.ts", { execArgv: ["--import", "tsx"] });
  const run = async (order: LoadOrder): Promise<LoadState> => {
    child.send(order);
    const [state] = await once(child, "message");
    return state as LoadState;
  };
  return { run, close: () => child.disconnect() };
}

async function readMemoryKb({ pid, inspectPort }: Holder): Promise<number> {
  await sleep(1_000);
  await collectGarbage(pid, inspectPort);
  await sleep(1_000);
  return readRssKb(pid);
}

type Measured = { scopes: Scope[]; requests: Request[]; redisUrl: string };

/** Opens the streams at `holder`, weighs them, and publishes changes of all scopes as fast as they arrive. */
async function measureHolder(holder: Holder, { scopes, requests, redisUrl }: Measured) {
  const load = createLoad();
  const fanout = createRedisFanout(redisUrl);
  const before = await readMemoryKb(holder);
  const { held } = await load.run({ kind: "open", port: holder.port, requests, seconds: openSeconds });
  const kb_each = round(((await readMemoryKb(holder)) - before) / held);
  printProgress(`${held} streams, ${kb_each} kB each`);
  let [ms, cpuMs, delivered] = [0, 0, 0];
  for (let version = 1; version <= rounds; version++) {
    const counted = load.run({ kind: "count", expected: held });
    await sleep(100);
    const [from, cpu] = [Date.now(), readProcessMs(holder.pid)];
    for (const [i, scope] of scopes.slice(0, held).entries()) {
      fanout.publish({ topic: scope.id, version, body: Buffer.from(buildPatch(scope, version)) });
      if (i % publishAtOnce === 0) await new Promise(setImmediate);
    }
    const state = await counted;
    if (version === 1) continue;
    ms += state.at - from;
    cpuMs += readProcessMs(holder.pid) - cpu;
    delivered += state.delivered;
  }
  load.close();
  await Promise.all([fanout.close(), holder.stop()]);
  const lost = held * (rounds - 1) - delivered;
  return {
    held,
    kb_each,
    per_s: Math.round((delivered / ms) * 1_000),
    cpu_us: round((cpuMs / delivered) * 1_000),
    lost,
  };
}

/**
 * How many streams one process holds, each of a shopper of its own, what each weighs, and how many changes a second it
 * delivers to them when other processes publish them: against bare streams that get the same through the same fan-out.
 * Needs redis-server, and twice as many open files as streams.
 */
export async function streams(shop: BenchServer) {
  const redis = await startRedis();
  try {
    const scopes = await createScopes(shop);
    const path = buildQueryPath("sync.stream", { surface: "shop" });
    const measure = (holder: Holder, requests: Request[]) =>
      measureHolder(holder, { scopes, requests, redisUrl: redis.url });
    const own = await measure(
      await startBeside(shop, { REDIS_URL: redis.url }),
      scopes.map(({ cookie }) => ({ path, cookie })),
    );
    const raw = await measure(
      await startRaw(redis.url),
      scopes.map(({ id, epoch }) => ({ path: `/${id}/${epoch}`, cookie: "" })),
    );
    const { held, kb_each, lost } = own;
    const ratio_to_raw = round(own.per_s / raw.per_s);
    const figures = { deliveries_per_s: own.per_s, raw_per_s: raw.per_s, cpu_us: own.cpu_us, raw_cpu_us: raw.cpu_us };
    return [{ metric: "sync.streams", held, kb_each, raw_kb_each: raw.kb_each, ...figures, lost, ratio_to_raw }];
  } finally {
    await redis.remove();
  }
}
