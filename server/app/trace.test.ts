import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { guards } from "@/server/app/guards";
import { startTracing } from "@/server/platform/trace";
import { addJob } from "@/server/queue/commands";
import { startWorker } from "@/server/queue/worker";
import { createRequestHandler } from "./request-handler";

type Attribute = { key: string; value: Record<string, unknown> };
type ExportedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: Attribute[];
  status: { code?: number; message?: string };
  events?: unknown[];
};
type ExportRequest = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: ExportedSpan[] }[] }[];
};

const bodies: string[] = [];
/** What a collector of OpenTelemetry answers to OTLP over HTTP. */
const collector = createServer(async (req, res) => {
  let body = "";
  for await (const part of req) body += part;
  if (req.method === "POST" && req.url === "/v1/traces" && req.headers["content-type"] === "application/json")
    bodies.push(body);
  res.writeHead(200, { "content-type": "application/json" }).end("{}");
});
const shop = createServer(
  createRequestHandler({
    guards,
    ready: () => true,
    page: () => async (_req, res) => void res.end("page"),
    stopping: () => false,
    leaving: () => false,
    onRequest: () => {},
  }),
);
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
let stopTracing = async () => {};

beforeAll(async () => {
  for (const server of [collector, shop]) await once(server.listen(0, "127.0.0.1"), "listening");
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = addressOf(collector);
  stopTracing = await startTracing();
});
afterAll(() => {
  for (const server of [collector, shop]) {
    server.closeAllConnections();
    server.close();
  }
});

const email = "leyla.mammadova@example.az";
const nonce = "n".repeat(32);

/** Calls of a guest who asks for a code, and a page with a link's signature in its address. */
async function callAsGuest(): Promise<string[]> {
  const url = addressOf(shop);
  const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin", "x-surface": "shop" };
  const post = (name: string, body: object, cookie = "") =>
    fetch(`${url}/api/trpc/${name}`, { method: "POST", headers: { ...headers, cookie }, body: JSON.stringify(body) });
  const guest = await post("shoppers.createGuest", { nonce, device: { kind: "laptop", label: "Leyla's laptop" } });
  expect(guest.status).toBe(200);
  const cookie = guest.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const code = await post("shoppers.requestCode", { address: email }, cookie);
  const refused = await fetch(`${url}/api/trpc/orders.list`, { headers: { ...headers } });
  await fetch(`${url}/en/orders/AB12CD?key=${nonce}`, { headers: { cookie } });
  return [cookie, await code.text(), await guest.text(), await refused.text()];
}

/** One job that reads the database, and one that fails with what somebody typed in its message. */
async function runJobs(): Promise<void> {
  const ended: string[] = [];
  const end = (name: string) => void ended.push(name);
  const stopWorker = startWorker([
    {
      name: "notes.count",
      run: () =>
        db()
          .execute(sql`select 'notes', count(*) from shopper`)
          .then(() => end("count")),
    },
    {
      name: "notes.fail",
      run: async () => {
        end("fail");
        throw new Error(`no such address: ${email}`);
      },
    },
  ]);
  addJob("notes.count", "1");
  addJob("notes.fail", "1");
  await expect.poll(() => ended.length, { timeout: 30_000 }).toBeGreaterThan(1);
  await stopWorker();
}

const allowedAttributes = new Set([
  "http.request.method",
  "http.route",
  "http.response.status_code",
  "rpc.system",
  "rpc.method",
  "db.system.name",
  "db.query.text",
  "job.name",
]);

test("requests, procedures, statements and jobs arrive at a collector as spans, without personal data", async () => {
  const [cookie = ""] = await callAsGuest();
  await runJobs();
  await stopTracing();

  const exported = bodies.flatMap((body) => (JSON.parse(body) as ExportRequest).resourceSpans);
  expect(exported[0]?.resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: "selvedge" } });
  const spans = exported.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const find = (name: string) => spans.filter((span) => span.name === name);

  const [created] = find("shoppers.createGuest");
  const request = spans.find((span) => span.spanId === created?.parentSpanId);
  expect(request).toMatchObject({ name: "POST api", kind: 2, traceId: created?.traceId });
  expect(request?.attributes).toContainEqual({ key: "http.response.status_code", value: { intValue: 200 } });
  const inserted = find("insert").find((span) => span.parentSpanId === created?.spanId);
  expect(inserted?.kind).toBe(3);
  expect(inserted?.attributes[1]?.value.stringValue).toMatch(/^insert into "shopper".*\$1/);
  expect(find("begin").length).toBeGreaterThan(0);
  expect(find("commit").length + find("rollback").length).toBe(find("begin").length);
  expect(find("shoppers.requestCode")).toHaveLength(1);
  expect(find("GET page")).toHaveLength(1);
  const [job] = find("job notes.count");
  expect(spans.find((span) => span.parentSpanId === job?.spanId)?.attributes).toContainEqual({
    key: "db.query.text",
    value: { stringValue: "select '?', count(*) from shopper" },
  });
  expect(find("job notes.fail")[0]).toMatchObject({ status: { code: 2 } });

  const keys = spans.flatMap((span) => span.attributes.map(({ key }) => key));
  expect(keys.filter((key) => !allowedAttributes.has(key))).toEqual([]);
  const secret = cookie.split("=")[1] ?? "";
  for (const known of [email, "mammadova", "Leyla", nonce, "AB12CD", secret.slice(0, 20)])
    expect(bodies.join("\n")).not.toContain(known);
});

async function listLoaded(endpoint: string): Promise<string[]> {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const run = ["--import", "tsx", "server/testing/loaded-packages.ts"];
  const { stdout } = await promisify(execFile)(process.execPath, run, { env });
  const { served, loaded } = JSON.parse(stdout);
  expect(served).toBe("function");
  // Next loads the interface by itself, which does nothing without what implements it.
  return loaded.filter((name: string) => name !== "@opentelemetry/api");
}

test("nothing of OpenTelemetry is loaded without the setting", { timeout: 180_000 }, async () => {
  const [off, on] = await Promise.all([listLoaded(""), listLoaded("http://127.0.0.1:9")]);
  expect(off).toEqual([]);
  expect(on).toContain("@opentelemetry/sdk-trace-base");
});
