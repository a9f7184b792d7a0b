import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDb, getPoolCounts, runTransaction } from "@/db/client";
import { checkInvariants } from "@/server/health/commands";
import { invariantNames } from "@/server/health/schema";
import { canReadMetrics, handleMetrics, type MetricsAccess } from "./metrics";

const server = createServer((req, res) => void handleMetrics(req, res));
let port = 0;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

async function get(headers: Record<string, string> = {}, method = "GET") {
  const req = request({ host: "127.0.0.1", port, path: "/metrics", method, headers }).end();
  const [res] = (await once(req, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of res) text += part;
  return { status: res.statusCode, type: res.headers["content-type"], text };
}

test("reports each invariant in Prometheus' text format, to this machine", async () => {
  const before = await get();
  expect(before.text).toContain('selvedge_invariant_unknown{invariant="I1",check="stock_on_hand"} 1');
  await checkInvariants();
  const { status, type, text } = await get();
  expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  for (const name of invariantNames)
    expect(text).toMatch(new RegExp(`^selvedge_invariant_broken_rows\\{.*"${name}"\\} 0$`, "m"));
  expect(text).toContain('selvedge_invariant_unknown{invariant="I1",check="stock_on_hand"} 0');
  expect(text).toMatch(/^selvedge_invariant_checked_timestamp_seconds\{.*"hold_overdue"\} 1\d{9}/m);
});

test("tells what it knows while the database is away: no invariant", async () => {
  const { DATABASE_URL } = process.env;
  await closeDb();
  process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:9/none";
  const { status, text } = await get();
  process.env.DATABASE_URL = DATABASE_URL;
  await closeDb();
  expect(status).toBe(200);
  expect(text).toContain('selvedge_invariant_unknown{invariant="I1",check="stock_on_hand"} 1');
});

test("shows how many connections are open, idle and waited for", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { DATABASE_POOL = "24" } = process.env;
  const transactions = Array.from({ length: Number(DATABASE_POOL) + 2 }, () => runTransaction(() => held));
  await expect.poll(() => getPoolCounts().waiting).toBe(2);
  // The invariants' own statements wait as well, until a connection is free.
  const text = get().then((answer) => answer.text);
  await expect.poll(() => getPoolCounts().waiting).toBeGreaterThan(2);
  release();
  await Promise.all(transactions);
  expect(await text).toMatch(/^selvedge_database_waiting [2-9]$/m);
  const after = (await get()).text;
  expect(after).toMatch(new RegExp(`^selvedge_database_connections\\{state="total"\\} ${DATABASE_POOL}$`, "m"));
  expect(after).toMatch(/^selvedge_database_waiting 0$/m);
});

test("each metric of the shop has its row in docs/operate.md", async () => {
  await import("./request-handler");
  const { text } = await get();
  const names = [...text.matchAll(/^# TYPE (selvedge_\w+) /gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(4);
  const rows = readFileSync("docs/operate.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| "));
  expect(names.filter((name) => !rows.some((row) => row.split("|")[1]?.includes(`\`${name}\``)))).toEqual([]);
});

test("does not exist for requests through a proxy, by another name, or with another method", async () => {
  expect((await get({ "x-forwarded-for": "203.0.113.7" })).status).toBe(404);
  expect((await get({ forwarded: "for=203.0.113.7" })).status).toBe(404);
  expect((await get({ host: "shop.example" })).status).toBe(404);
  expect(await get({ host: "localhost.evil.example" })).toMatchObject({ status: 404, text: "" });
  expect((await get({}, "POST")).status).toBe(404);
});

const access: MetricsAccess = { token: undefined, proxies: 0, publicUrl: undefined };
const buildRequest = (remoteAddress: string, headers: IncomingHttpHeaders = {}) =>
  ({ headers: { host: "localhost:3000", ...headers }, socket: { remoteAddress } }) as unknown as IncomingMessage;

test("is closed to other machines, and behind a proxy to all without the token", () => {
  expect(canReadMetrics(buildRequest("127.0.0.1"), access)).toBe(true);
  expect(canReadMetrics(buildRequest("::1"), access)).toBe(true);
  expect(canReadMetrics(buildRequest("192.0.2.1"), access)).toBe(false);
  expect(canReadMetrics(buildRequest("127.0.0.1"), { ...access, proxies: 1 })).toBe(false);
  expect(canReadMetrics(buildRequest("127.0.0.1"), { ...access, publicUrl: "https://shop.example" })).toBe(false);
});

test("with a token only the token gives access, from anywhere", () => {
  const locked = { ...access, proxies: 1, token: "a-token-of-the-house" };
  expect(canReadMetrics(buildRequest("192.0.2.1", { authorization: "Bearer a-token-of-the-house" }), locked)).toBe(
    true,
  );
  expect(canReadMetrics(buildRequest("127.0.0.1", { authorization: "Bearer another" }), locked)).toBe(false);
  expect(canReadMetrics(buildRequest("127.0.0.1"), locked)).toBe(false);
});
