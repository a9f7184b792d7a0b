import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import pg from "pg";
import { db } from "@/db/client";
import { addBurst, countEffects, killInBurst } from "@/e2e/faults/burst";
import { addJob } from "@/server/queue/commands";
import { startWorker } from "@/server/queue/worker";
import { computePercentile, round } from "./measure";
import type { BenchServer } from "./server";

const samples = 200;
const burst = 10_000;
/** A moment in which the queue comes to rest between two jobs. */
const pauseMs = () => wait(5 + Math.random() * 40);

/** The floor: a row, and a notification of it to another connection. */
async function measureNotification(url: string): Promise<number[]> {
  const listener = new pg.Client({ connectionString: url });
  const sender = new pg.Client({ connectionString: url });
  await Promise.all([listener.connect(), sender.connect()]);
  await listener.query("listen floor_jobs");
  await sender.query(
    "create table if not exists floor_job (id serial primary key, taken boolean not null default false)",
  );
  const text =
    "with added as (insert into floor_job default values returning id) select pg_notify('floor_jobs', id::text) from added";
  const times: number[] = [];
  for (let i = 0; i < samples; i++) {
    const from = performance.now();
    const heard = once(listener, "notification");
    await Promise.all([heard, sender.query(text)]);
    times.push(performance.now() - from);
    await pauseMs();
  }
  await Promise.all([listener.end(), sender.end()]);
  return times;
}

/** From `addJob` to the first line of the job, one at a time, while nothing else waits. */
export async function jobs(shop: BenchServer) {
  const begun = new Map<string, () => void>();
  const stop = startWorker([{ name: "bench.begin", run: async (id) => begun.get(id ?? "")?.() }]);
  const times: number[] = [];
  for (let i = -5; i < samples; i++) {
    const id = String(i);
    const from = performance.now();
    const ran = new Promise<void>((resolve) => begun.set(id, resolve));
    addJob("bench.begin", id);
    await ran;
    if (i >= 0) times.push(performance.now() - from);
    await pauseMs();
  }
  await stop();
  const floor = await measureNotification(shop.url);
  const [p50_ms, p95_ms] = [computePercentile(times, 0.5), computePercentile(times, 0.95)];
  const [floor_p50_ms, floor_p95_ms] = [computePercentile(floor, 0.5), computePercentile(floor, 0.95)];
  return [{ metric: "jobs", p50_ms, p95_ms, floor_p50_ms, floor_p95_ms, ratio: round(p50_ms / floor_p50_ms) }];
}

/** The rival: rows taken one by one by ten connections with SKIP LOCKED, and deleted with the effect. Rows a second. */
async function measureSkipLocked(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  await pool.query("truncate burst");
  await pool.query("insert into burst select generate_series(1, $1::int)", [burst]);
  await pool.query(
    "create table if not exists floor_job (id serial primary key, taken boolean not null default false)",
  );
  await pool.query("truncate floor_job restart identity");
  await pool.query("insert into floor_job select generate_series(1, $1::int)", [burst]);
  const from = performance.now();
  const takeAll = async () => {
    for (;;) {
      const { rows } = await pool.query(
        "update floor_job set taken = true where id = (select id from floor_job where not taken limit 1 for update skip locked) returning id",
      );
      const id = rows[0]?.id;
      if (id === undefined) return;
      await pool.query("update burst set effects = effects + 1 where id = $1", [id]);
      await pool.query("delete from floor_job where id = $1", [id]);
    }
  };
  await Promise.all(Array.from({ length: 10 }, takeAll));
  const perS = burst / ((performance.now() - from) / 1_000);
  await pool.query("drop table floor_job");
  await pool.end();
  return round(perS);
}

/** A burst of 10,000 jobs, each with one statement: how many a second; and lost and doubled in another with 50 kills. */
export async function jobsBurst(shop: BenchServer) {
  await addBurst(burst);
  const from = performance.now();
  const stop = startWorker([
    {
      name: "burst.count",
      run: (id) => db().execute(sql`update burst set effects = effects + 1 where id = ${Number(id)} and effects = 0`),
    },
  ]);
  while ((await countEffects()).done < burst) await wait(20);
  const perS = round(burst / ((performance.now() - from) / 1_000));
  await stop();
  const rivalPerS = await measureSkipLocked(shop.url);
  const { lost, doubled } = await killInBurst({ count: burst, kills: 50 });
  await db().execute(sql`drop table burst`);
  return [
    {
      metric: "jobs.burst",
      jobs: burst,
      per_s: perS,
      rival_per_s: rivalPerS,
      ratio: round(perS / rivalPerS),
      kills: 50,
      lost,
      doubled,
    },
  ];
}
