import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { findRunningEmbedded } from "../../db/embedded";
import { getSupportNotice } from "../../server/cli/node-versions.mjs";

const port = 4311;
const base = `http://127.0.0.1:${port}`;

type Settings = Record<string, string>;
const processes: ChildProcess[] = [];

test.afterEach(() => {
  for (const child of processes.splice(0)) if (child.exitCode === null) child.kill("SIGTERM");
});

function startServer(settings: Settings, script = "dist/main.mjs"): { child: ChildProcess; output: () => string } {
  let text = "";
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", PORT: String(port), DATABASE_URL: "" };
  const child = spawn(process.execPath, [script], {
    env: { ...env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  processes.push(child);
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    text += chunk;
  });
  return { child, output: () => text };
}

const waitUntilReady = () =>
  expect
    .poll(
      () =>
        fetch(`${base}/readyz`).then(
          (r) => r.status,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200);

async function waitForRefusal(settings: Settings, script?: string): Promise<{ code: number; sentence: string }> {
  const { child, output } = startServer(settings, script);
  const [code] = await once(child, "exit");
  return { code, sentence: output().trim() };
}

let dirs = 0;
const newDataDir = () => path.resolve(`test-results/start-${process.pid}-${++dirs}`);

test("a wrong start says why in one sentence and ends", async () => {
  const blocker = createServer().listen(port, "127.0.0.1");
  await once(blocker, "listening");
  const taken = await waitForRefusal({ DATA_DIR: newDataDir() });
  blocker.close();
  expect(taken).toEqual({ code: 1, sentence: `Port ${port} is taken: stop the other program or set PORT.` });

  const unreachable = await waitForRefusal({ DATABASE_URL: "postgres://a:b@127.0.0.1:9/x", DATA_DIR: newDataDir() });
  expect(unreachable.code).toBe(1);
  expect(unreachable.sentence).toContain("the database of DATABASE_URL does not answer");

  const wrong = await waitForRefusal({ PORT: "many" });
  expect(wrong).toEqual({ code: 1, sentence: "Selvedge could not start: Wrong setting: PORT must be a number" });

  const notice = getSupportNotice(process.versions.node, new Date().toISOString().slice(0, 10));
  const warned = await waitForRefusal({ PORT: "many" }, "server/cli/start.mjs");
  expect(warned.sentence).toBe([...(notice ? [notice] : []), wrong.sentence].join("\n"));

  const unwritable = await waitForRefusal({ DATA_DIR: path.resolve("package.json/data") });
  expect(unwritable.code).toBe(1);
  expect(unwritable.sentence).toContain("cannot be written; set DATA_DIR");
});

/** An open stream of a new guest; reports how it ended: by the server, or cut off. */
async function openStream(): Promise<{ end: Promise<"ended" | "cut off"> }> {
  const hello = await fetch(`${base}/api/trpc/shoppers.createGuest`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ nonce: "n".repeat(32), device: { kind: "laptop", label: "test" } }),
  });
  const cookie = hello.headers.getSetCookie().map((line) => line.split(";")[0]);
  const stream = await fetch(`${base}/api/trpc/sync.stream?input=${encodeURIComponent('{"surface":"shop"}')}`, {
    headers: { cookie: cookie.join("; ") },
  });
  expect(stream.status).toBe(200);
  const end = stream.text().then(
    () => "ended" as const,
    () => "cut off" as const,
  );
  return { end };
}

/** What 30 pages asked for at once answer; `answered` resolves with the first of them, while the others are in flight. */
function askPages(): { answered: Promise<string>; all: Promise<string[]> } {
  const pages = Array.from({ length: 30 }, async (_, i) => {
    const page = await fetch(`${base}/en/search?q=shirt${i}`);
    const whole = (await page.text()).trimEnd().endsWith("</html>");
    return `${page.status} ${whole ? "whole" : "broken off"}`;
  });
  const settled = pages.map((page) => page.catch((e: Error) => `lost: ${e.cause ?? e}`));
  return { answered: Promise.race(settled), all: Promise.all(settled) };
}

test("SIGTERM answers what is in flight, ends the streams, then the database; after kill -9 the next start works", async () => {
  const DATA_DIR = newDataDir();
  const cluster = `${DATA_DIR}/pg`;
  const first = startServer({ DATA_DIR, DEMO: "1", PUBLIC_URL: base });
  await waitUntilReady();
  expect(await (await fetch(`${base}/livez`)).json()).toEqual({ ok: true });
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  expect(await findRunningEmbedded(cluster), "the database outlives a killed process").not.toBeNull();

  const second = startServer({ DATA_DIR, DEMO: "1", PUBLIC_URL: base });
  await waitUntilReady();
  const other = await waitForRefusal({ DATA_DIR, PORT: String(port + 1), DEMO: "1" });
  expect(other.sentence).toContain("another Selvedge already runs on this data directory");
  const stream = await openStream();
  const pages = askPages();
  expect(await pages.answered).toBe("200 whole");
  second.child.kill("SIGTERM");
  const [code] = await once(second.child, "exit");
  expect(code).toBe(0);
  expect(await pages.all).toEqual(Array(30).fill("200 whole"));
  expect(await stream.end).toBe("ended");
  expect(await findRunningEmbedded(cluster), "the database was stopped last").toBeNull();
});
