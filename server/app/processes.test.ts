import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Processes, startProcesses } from "./processes";

/** A server that says which process it is, dies when asked to, and answers what it has begun before it stops. */
const program = `
import { createServer } from "node:http";
const server = createServer((req, res) => {
  if (req.url === "/die") process.exit(1);
  setTimeout(() => res.setHeader("connection", "close").end(String(process.pid)), 5);
});
process.on("SIGTERM", () => setTimeout(() => server.close(() => process.exit(0)), 200));
server.listen(Number(process.env.PORT), "127.0.0.1");
`;
const dir = mkdtempSync(path.join(tmpdir(), "selvedge-processes-"));
const exec = path.join(dir, "server.mjs");
let port = 0;
let processes: Processes;

/** Which process answers; null when none did. */
const ask = (url = "/") =>
  new Promise<string | null>((resolve) => {
    const request = get({ port, path: url, host: "127.0.0.1", agent: new Agent() }, (res) => {
      let text = "";
      res.on("data", (chunk) => {
        text += chunk;
      });
      res.on("end", () => resolve(text));
      res.on("close", () => resolve(null));
    });
    request.on("error", () => resolve(null));
  });

/** Asks until `count` processes have answered. */
async function findProcesses(count: number): Promise<Set<string>> {
  const found = new Set<string>();
  while (found.size < count) {
    const pid = await ask();
    if (pid) found.add(pid);
  }
  return found;
}

beforeAll(async () => {
  writeFileSync(exec, program);
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  port = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  processes = await startProcesses(3, exec, { PORT: String(port) });
});
afterAll(async () => {
  await processes.stop();
  rmSync(dir, { recursive: true, force: true });
});

test("several processes share the port, and one that dies is started again", async () => {
  const before = await findProcesses(3);
  await ask("/die");
  for (;;) {
    const now = await findProcesses(3);
    if ([...now].some((pid) => !before.has(pid))) return;
  }
});

test("a restart replaces every process and refuses nobody", async () => {
  const before = await findProcesses(3);
  let restarting = true;
  const failures: string[] = [];
  const load = Array.from({ length: 4 }, async () => {
    while (restarting) if ((await ask()) === null) failures.push("no answer");
  });
  await processes.restart();
  restarting = false;
  await Promise.all(load);
  expect(failures).toEqual([]);
  expect([...(await findProcesses(3))].filter((pid) => before.has(pid))).toEqual([]);
});

test("a start that fails is said, and a stop leaves nothing behind", async () => {
  const broken = path.join(dir, "broken.mjs");
  writeFileSync(broken, "process.exit(1)");
  await expect(startProcesses(2, broken, {})).rejects.toThrow("did not start");
  await processes.stop();
  expect(await ask()).toBeNull();
});
