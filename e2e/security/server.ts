import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { resolveEmbeddedDataDir } from "@/db/embedded";
import { findFreePort } from "@/e2e/bench/server";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the production server answers. */
    productionUrl: string;
    productionPid: number;
  }
}

export const dataDir = ".data/security";
/** All that the production server wrote while it was attacked. */
export const logFile = `${dataDir}/server.log`;

async function waitUntilReady(url: string, ended: () => boolean): Promise<void> {
  while (!ended()) {
    const answered = await fetch(`${url}/readyz`).catch(() => null);
    if (answered?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the server ended before it was ready; see ${logFile}`);
}

/** Starts the built server with the demo in a database of its own; the run's end stops it. */
export default async function setup(project: TestProject) {
  for (const dir of [
    dataDir,
    `${resolveEmbeddedDataDir(`${dataDir}/pg`)}`,
    `${resolveEmbeddedDataDir(`${dataDir}/pg`)}-password`,
  ]) {
    rmSync(dir, { recursive: true, force: true });
  }
  mkdirSync(dataDir, { recursive: true });
  const port = await findFreePort();
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, ["dist/main.mjs"], {
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: "",
      DEMO: "1",
      LOG_LEVEL: "info",
    },
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(url, () => child.exitCode !== null);
  project.provide("productionUrl", url);
  project.provide("productionPid", child.pid ?? 0);
  return async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  };
}
