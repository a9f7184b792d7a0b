import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { closeDb } from "@/db/client";
import type { Embedded } from "@/db/embedded";
import { env } from "@/server/platform/env";
import { serveClusterMetrics } from "@/server/platform/metrics";
import { loadSecrets } from "@/server/platform/secrets";
import { getBaseUrl, printStartNotice, toStartupErrorText } from "@/server/platform/startup";
import { buildStartupCredentials } from "@/server/staff/office/startup-credentials";
import { openDatabase, startDemo } from "./installation";
import { type Processes, startProcesses } from "./processes";

/** The port that all processes share. Throws when it is taken. */
async function findPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(env().PORT, env().HOST, resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** What the processes inherit: where this one's database and payment provider are. */
function buildEnvironment(port: number, count: number): Record<string, string> {
  const { demo, LOCAL_STRIPE_URL, STRIPE_WEBHOOK_SECRET, PROCESSES } = env();
  return {
    PORT: String(port),
    DATABASE_URL: process.env.DATABASE_URL ?? "",
    PROCESSES: String(Math.max(count, PROCESSES)),
    DEMO: demo ? "1" : "0",
    ...(LOCAL_STRIPE_URL ? { LOCAL_STRIPE_URL } : {}),
    ...(STRIPE_WEBHOOK_SECRET ? { STRIPE_WEBHOOK_SECRET } : {}),
  };
}

/**
 * Runs the server as `count` processes that share one listener. This process owns the embedded cluster and the demo's
 * payment provider, and answers no request. SIGTERM and SIGINT stop all, SIGHUP replaces one after another.
 */
export async function runPrimary(count: number, exec: string): Promise<void> {
  const { demo } = env();
  let embedded: Embedded | null = null;
  let processes: Processes | undefined;
  let stopDemoStripe = async () => {};
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    await processes?.stop();
    await stopDemoStripe();
    await closeDb();
    await embedded?.stop();
    process.exit(code);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(0));
  process.on("SIGHUP", () => void processes?.restart());
  try {
    const port = await findPort();
    embedded = await openDatabase();
    embedded?.keepRunning((reason) => {
      process.stderr.write(`The database stopped and could not be restarted: ${reason.message}\n`);
      void stop(1);
    });
    await loadSecrets();
    if (demo) stopDemoStripe = await startDemo(port);
    const base = getBaseUrl(port);
    const lines = await buildStartupCredentials({ demo, base });
    await closeDb();
    serveClusterMetrics();
    processes = await startProcesses(count, exec, buildEnvironment(port, count));
    printStartNotice({ base, demo, lines });
  } catch (err) {
    process.stderr.write(`${toStartupErrorText(err)}\n`);
    await stop(1);
  }
}
