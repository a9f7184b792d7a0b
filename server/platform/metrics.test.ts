import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createCounter, readMetrics, startMetrics } from "./metrics";

test("a metric that a second copy of a module creates is the same", async () => {
  const config = { name: "selvedge_test_copies_total", help: "Copies" };
  createCounter(config).inc();
  createCounter(config).inc();
  expect((await readMetrics()).text).toMatch(/^selvedge_test_copies_total 2$/m);
});

test("shows the process itself, however often it is started", async () => {
  startMetrics();
  startMetrics();
  const { text } = await readMetrics();
  for (const name of ["process_cpu_seconds_total", "process_resident_memory_bytes", "nodejs_eventloop_lag_p99_seconds"])
    expect(text).toMatch(new RegExp(`^${name} [0-9.e+-]+$`, "m"));
});

function readFromWorker(...args: string[]): string {
  const run = ["--import", "tsx", "server/testing/metrics-cluster.ts", ...args];
  const { stdout, stderr } = spawnSync(process.execPath, run, { encoding: "utf8", timeout: 60_000 });
  expect(stderr).toBe("");
  return stdout;
}

test("a worker that is asked tells of all workers of the machine", () => {
  const text = readFromWorker();
  expect(text).toMatch(/^selvedge_test_total 3$/m);
  expect(text).toMatch(/^selvedge_test_highest 2$/m);
  expect(text).toMatch(/^process_cpu_seconds_total /m);
});

test("and of itself alone when nobody collects", () => {
  expect(readFromWorker("deaf")).toMatch(/^selvedge_test_total 1$/m);
});
