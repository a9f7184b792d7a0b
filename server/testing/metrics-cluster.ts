// Run by server/platform/metrics.test.ts: two workers of node:cluster, one of which is asked for the metrics of both.
import cluster from "node:cluster";
import { once } from "node:events";
import { createCounter, createGauge, readMetrics, serveClusterMetrics, startMetrics } from "../platform/metrics";

async function runPrimary(): Promise<void> {
  if (process.argv[2] !== "deaf") serveClusterMetrics();
  const workers = [1, 2].map((share) => cluster.fork({ SHARE: String(share) }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const [asked] = workers;
  if (!asked) return;
  asked.send("read");
  // The library's own messages pass here too.
  let text: unknown;
  while (typeof text !== "string") [text] = await once(asked, "message");
  process.stdout.write(text, () => process.exit(0));
}

async function runWorker(): Promise<void> {
  startMetrics();
  const share = Number(process.env.SHARE);
  createCounter({ name: "selvedge_test_total", help: "Shares of all" }).inc(share);
  createGauge({ name: "selvedge_test_highest", help: "The largest share", aggregator: "max" }).set(share);
  process.on("message", async (message) => {
    if (message === "read") process.send?.((await readMetrics()).text);
  });
  process.send?.("ready");
}

await (cluster.isPrimary ? runPrimary() : runWorker());
