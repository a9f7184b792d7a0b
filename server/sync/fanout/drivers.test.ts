import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { db, getDirectUrl } from "@/db/client";
import { loadCached } from "@/server/app/rsc";
import { bus } from "@/server/platform/bus";
import { readMetrics } from "@/server/platform/metrics";
import { loadSecrets } from "@/server/platform/secrets";
import { startRedis, startRedisCluster, type TestRedis } from "@/server/testing/redis";
import { createScene, expectUnbroken, isKind, reaches, serveStreams } from "@/server/testing/stream";
import { sweepStreams } from "../stream/handler";
import { createMemoryFanout, type Fanout, type FanoutMessage } from "./driver";
import { createPostgresFanout, packPayloads } from "./postgres";
import { getFanout, setFanout } from "./publish";
import { createRedisFanout } from "./redis";
import { relayBus } from "./start";

/** What a driver runs over, which the test takes away and gives back. */
type Carrier = { create(): Fanout; cut(): Promise<void>; mend(): Promise<void>; close(): Promise<void> };

async function carryByRedis(starting: Promise<TestRedis>): Promise<Carrier> {
  const redis = await starting;
  return { create: () => createRedisFanout(redis.url), cut: redis.stop, mend: redis.start, close: redis.remove };
}

async function carryByPostgres(): Promise<Carrier> {
  const admin = new pg.Client(inject("adminUrl"));
  await admin.connect();
  const name = new URL(getDirectUrl()).pathname.slice(1);
  const allow = (allowed: boolean) => admin.query(`alter database ${name} allow_connections ${allowed}`);
  return {
    create: () => createPostgresFanout(getDirectUrl()),
    async cut() {
      await allow(false);
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge fan-out' and datname = $1",
        [name],
      );
    },
    mend: async () => void (await allow(true)),
    close: () => admin.end(),
  };
}

const shared = createMemoryFanout();
const carryByMemory = async (): Promise<Carrier> => {
  const nothing = async () => {};
  return { create: () => shared, cut: nothing, mend: nothing, close: nothing };
};

const until = async (done: () => boolean) => {
  while (!done()) await sleep(5);
};
const isOk = (...fanouts: Fanout[]) => until(() => fanouts.every((f) => f.health() === "ok"));
const toText = ({ body }: FanoutMessage) => (body ? Buffer.from(body).toString() : undefined);

const readMetric = async (name: string) =>
  Number(new RegExp(`^${name} (.+)$`, "m").exec((await readMetrics()).text)?.[1] ?? 0);

describe.each([
  { name: "memory", carry: carryByMemory, most: Number.POSITIVE_INFINITY },
  { name: "postgres", carry: carryByPostgres, most: 7_900 },
  { name: "redis", carry: () => carryByRedis(startRedis()), most: Number.POSITIVE_INFINITY },
  { name: "redis cluster", carry: () => carryByRedis(startRedisCluster()), most: Number.POSITIVE_INFINITY },
])("the fan-out over $name", ({ name, carry, most }) => {
  let carrier: Carrier;
  let here: Fanout;
  let there: Fanout;
  let served: Awaited<ReturnType<typeof serveStreams>>;
  const before = getFanout();

  beforeAll(async () => {
    await loadSecrets();
    carrier = await carry();
    here = carrier.create();
    there = carrier.create();
    await isOk(here, there);
    setFanout(here);
    served = await serveStreams();
  });
  afterAll(async () => {
    await served.close();
    setFanout(before);
    await Promise.all([here.close(), there.close()]);
    await carrier.close();
  });

  /** What the other process hears of a topic. */
  const listen = (topic: string) => {
    const heard: FanoutMessage[] = [];
    const stop = there.subscribe(topic, (message) => heard.push(message));
    return { heard, stop };
  };
  /** A change that another process commits; `tell` decides what comes of its messages. */
  const changeThere = async (change: () => Promise<unknown>, tell: (messages: FanoutMessage[]) => FanoutMessage[]) => {
    const messages: FanoutMessage[] = [];
    setFanout({ ...there, publish: (message) => void messages.push(message) });
    await change();
    setFanout(here);
    for (const message of tell(messages)) there.publish(message);
  };

  it("tells the other process, and its own once", async () => {
    const topic = randomUUID();
    const { heard, stop } = listen(topic);
    const own: FanoutMessage[] = [];
    here.subscribe(topic, (message) => own.push(message));
    const body = Buffer.from(JSON.stringify({ text: "Əli\nсказал „да“ 😀" }));
    here.publish({ topic, version: 7, body });
    here.publish({ topic, version: 8 });
    here.publish({ topic: randomUUID(), version: 9 });
    await until(() => heard.some((m) => m.version === 8));
    expect(heard.map((m) => [m.version, toText(m)]).sort()).toEqual([
      [7, body.toString()],
      [8, undefined],
    ]);
    stop();
    here.publish({ topic, version: 10 });
    const last = listen(topic);
    here.publish({ topic, version: 11 });
    await until(() => last.heard.some((m) => m.version === 11));
    expect(heard).toHaveLength(2);
    expect(own.map((m) => m.version)).toEqual([7, 8, 10, 11]);
  });

  it("carries a thousand messages of every size, and leaves out a body that does not fit", async () => {
    const topic = randomUUID();
    const { heard } = listen(topic);
    const sizes = Array.from({ length: 1_000 }, (_, i) => (i % 10 === 0 ? 7_500 + i : i));
    for (const [version, size] of sizes.entries())
      here.publish({ topic, version, body: Buffer.from("ы".repeat(size / 2)) });
    await until(() => heard.length === sizes.length);
    for (const message of heard) {
      const size = sizes[message.version] ?? 0;
      const fits = size < most - 100;
      if (fits) expect(toText(message) ?? "").toBe("ы".repeat(size / 2));
      else expect([undefined, "ы".repeat(size / 2)]).toContain(toText(message));
    }
  });

  it("brings streams up to date whatever is lost, repeated or out of order", async () => {
    const { cookie, add, shopper } = await createScene();
    const stream = await served.open(cookie);
    await stream.until(isKind("snap"));
    await changeThere(add, (messages) => [...messages, ...messages]);
    const several = async () => {
      for (let i = 0; i < 5; i++) await add();
    };
    await changeThere(several, (messages) => [...messages].reverse());
    await stream.until(reaches(shopper.id, 6));
    await changeThere(several, (messages) => messages.slice(4));
    await stream.until(reaches(shopper.id, 11));
    await changeThere(add, () => []);
    await sweepStreams();
    expectUnbroken(await stream.until(reaches(shopper.id, 12)), shopper.id);
  });

  it("measures how long another process's change takes to the streams", async () => {
    const { cookie, add, shopper } = await createScene();
    const stream = await served.open(cookie);
    await stream.until(isKind("snap"));
    const names = ["published_total", "delay_seconds_count", "delay_seconds_sum"].map((n) => `selvedge_fanout_${n}`);
    const [published = 0, timed = 0, took = 0] = await Promise.all(names.map(readMetric));
    const hourAgo = (message: FanoutMessage) => ({ ...message, at: (message.at ?? 0) - 3_600_000 });
    await changeThere(add, (messages) => messages.map(hourAgo));
    await stream.until(reaches(shopper.id, 1));
    const after = await Promise.all(names.map(readMetric));
    expect(after.slice(0, 2)).toEqual([published + 1, timed + 1]);
    expect((after[2] ?? 0) - took).toBeCloseTo(3_600, -2);
    expect(await readMetric("selvedge_fanout_degraded")).toBe(0);
  });

  it("tells the other process whose access has changed, and that the catalogue has", async () => {
    const stop = relayBus(here);
    const id = randomUUID();
    const own: string[] = [];
    const { heard } = listen("bus:access");
    bus.emit(`access:${id}`);
    await until(() => heard.some((message) => toText(message) === id));
    const note = (ownerId: string) => own.push(ownerId);
    bus.on("access", note);
    const other = randomUUID();
    there.publish({ topic: "bus:access", version: 0, body: Buffer.from(other) });
    await until(() => own.length > 0);
    bus.off("access", note);
    expect(own).toEqual([other]);
    const load = vi.fn(async () => "categories");
    await loadCached(id, 600, load);
    there.publish({ topic: "bus:catalogue", version: 0 });
    for (; load.mock.calls.length < 2; await sleep(5)) await loadCached(id, 600, load);
    stop();
  });

  if (name !== "memory")
    it("is heard though its process ends right after", async () => {
      const topic = randomUUID();
      const { heard } = listen(topic);
      const brief = carrier.create();
      await isOk(brief);
      for (let version = 0; version < 700; version++) brief.publish({ topic, version });
      await brief.close();
      await until(() => heard.length === 700);
    });

  it("survives its carrier: degraded meanwhile, nothing lost, and heard again afterwards", async () => {
    const { cookie, add, shopper } = await createScene();
    const stream = await served.open(cookie);
    await stream.until(isKind("snap"));
    await carrier.cut();
    if (name !== "memory") await until(() => here.health() === "degraded" && there.health() === "degraded");
    await changeThere(add, (messages) => messages);
    await sweepStreams();
    await stream.until(reaches(shopper.id, 1));
    await carrier.mend();
    await isOk(here, there);
    await changeThere(add, (messages) => messages);
    expectUnbroken(await stream.until(reaches(shopper.id, 2)), shopper.id);
  });
});

it("packs lines into payloads that PostgreSQL accepts", async () => {
  const lines = Array.from({ length: 500 }, (_, i) => `${randomUUID()} ${i} 17 ${"ə".repeat(i * 10)}`);
  const payloads = packPayloads("sender", lines);
  for (const payload of payloads) await db().execute(sql`select pg_notify('nobody', ${payload})`);
  expect(
    payloads.flatMap((payload) => payload.split("\n").slice(1)).map((line) => line.split(" ").slice(1, 3)),
  ).toEqual(lines.map((_, i) => [String(i), "17"]));
});
