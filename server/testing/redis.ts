import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

/** A Redis of the test: `stop` kills it, `start` starts it again on its port. */
export type TestRedis = { url: string; start(): Promise<void>; stop(): Promise<void>; remove(): Promise<void> };

/** A port of this machine that nobody listens on, below `most`. */
async function findPort(most: number): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    if (port < most) return port;
  }
}

async function run(url: string, ...command: [string, ...(string | number)[]]): Promise<unknown> {
  const redis = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  redis.on("error", () => {});
  try {
    return await redis.call(...command);
  } finally {
    redis.disconnect();
  }
}

/** Starts Debian's redis-server on a free port, with nothing kept on disk but a cluster's own notes. */
export async function startRedis(options: string[] = []): Promise<TestRedis> {
  // A cluster's servers talk to each other on a port ten thousand above.
  const port = await findPort(55_000);
  const dir = mkdtempSync(path.join(tmpdir(), "selvedge-redis-"));
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const own = ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no"];
  const server: TestRedis = {
    url,
    async start() {
      const started = spawn("redis-server", [...own, ...options], { stdio: "ignore" });
      child = started;
      const missing = new Promise<never>((_resolve, reject) =>
        started.once("error", () =>
          reject(new Error("redis-server is missing: `apt-get install redis-server`, or `npm test` as root")),
        ),
      );
      await Promise.race([run(url, "ping"), missing]);
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
    async remove() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Two servers that share a cluster's slots. */
export async function startRedisCluster(): Promise<TestRedis> {
  const options = ["--cluster-enabled", "yes", "--cluster-require-full-coverage", "no"];
  const servers = [await startRedis(options), await startRedis(options)] as const;
  const [first, second] = servers;
  await run(first.url, "cluster", "addslotsrange", 0, 8_191);
  await run(second.url, "cluster", "addslotsrange", 8_192, 16_383);
  await run(first.url, "cluster", "meet", "127.0.0.1", Number(new URL(second.url).port));
  for (const { url } of servers) {
    while (!String(await run(url, "cluster", "info")).includes("cluster_slots_ok:16384")) await sleep(50);
  }
  const all = (act: (server: TestRedis) => Promise<void>) => async () => {
    await Promise.all(servers.map(act));
  };
  return {
    url: servers.map(({ url }) => url).join(","),
    start: all((server) => server.start()),
    stop: all((server) => server.stop()),
    remove: all((server) => server.remove()),
  };
}
