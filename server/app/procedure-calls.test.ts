import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { schemaV } from "@/server/operations/format.rules";
import type { Actor } from "@/server/platform/context";
import { makeProduct, makeShopper } from "@/server/testing/factories";
import { createCtx } from "./context";
import { guards } from "./guards";
import { handleApi } from "./http";
import { appRouter } from "./router";

let actor: Actor = { kind: "anonymous" };
const getPath = (req: IncomingMessage) => (req.url ?? "").split("?")[0] ?? "";

/** tRPC's own adapter, the model; and ours. */
const model = createServer((req, res) => {
  const path = getPath(req).slice("/api/trpc/".length);
  const createContext = () => createCtx(req, res, "", async () => actor);
  void nodeHTTPRequestHandler({ req, res, router: appRouter, path, createContext });
});
const own = createServer(
  (req, res) => void handleApi(req, res, getPath(req), { ...guards, actorOf: async () => actor }),
);
const servers = [model, own];

beforeAll(async () => {
  for (const server of servers) await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  for (const server of servers) server.close();
});

/** What each of the two responds: status, type and text. */
const ask = (path: string, init: RequestInit = {}) =>
  Promise.all(
    servers.map(async (server) => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/trpc/${path}`;
      const response = await fetch(url, init);
      return [response.status, response.headers.get("content-type"), await response.text()] as const;
    }),
  );
const post = (body: unknown, type = "application/json"): RequestInit => ({
  method: "POST",
  headers: { "content-type": type },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const inputOf = (value: unknown) => encodeURIComponent(JSON.stringify(value));

test.each<[string, number, string, RequestInit?]>([
  ["a query without input", 200, "sync.ping"],
  ["a query with input", 200, `catalogue.suggest?input=${inputOf({ query: "coat" })}`],
  ["an input that the schema refuses", 400, `catalogue.suggest?input=${inputOf({ query: 7 })}`],
  ["an input that is no JSON", 400, "catalogue.suggest?input=%7B"],
  ["a body that is no JSON", 400, "shoppers.createGuest", post("{")],
  ["a body that is empty", 400, "shoppers.createGuest", post("")],
  ["a name that nobody knows", 404, "catalogue.never"],
  ["a name of every object", 404, "constructor"],
  ["two names that are no batch", 404, "sync.ping,sync.ping"],
  ["a query that is posted", 405, "sync.ping", post({})],
  ["a mutation that is read", 405, "sync.push"],
  ["a mutation whose input is refused", 400, "sync.push", post({ clientId: randomUUID(), schemaV, ops: [] })],
  ["a refusal before the input is looked at", 401, "cart.get?input=%7B"],
  ["a batch", 200, `sync.ping,catalogue.suggest?batch=1&input=${inputOf({ 1: { query: "coat" } })}`],
  ["a batch of which one is refused", 207, "sync.ping,cart.get?batch=1&input={}"],
  ["a batch of which all are refused alike", 401, "cart.get,checkout.getDraft?batch=1&input={}"],
  ["a batch without input", 200, "sync.ping?batch=1"],
  ["a batch whose input is a list", 400, `catalogue.suggest?batch=1&input=${inputOf([{ query: "coat" }])}`],
  ["a batch whose input is no object", 400, "catalogue.suggest?batch=1&input=7"],
  ["a batch that is posted", 207, "sync.push,checkout.place?batch=1", post({ 0: {}, 1: {} })],
  ["a name that is escaped", 200, "sync%2Eping"],
  ["a media type with parameters", 400, "sync.push", post({}, "Application/JSON; charset=utf-8")],
  ["HEAD", 204, "sync.ping", { method: "HEAD" }],
])("%s is answered (%i) as tRPC's adapter does", async (_, status, path, init) => {
  actor = { kind: "anonymous" };
  const [expected, given] = await ask(path, init);
  expect(given).toEqual(expected);
  expect(given?.[0]).toBe(status);
});

test("a push is answered as tRPC's adapter does: applied, repeated, refused with a gap and as forked", async () => {
  const shopper = await makeShopper();
  actor = shopper.actor;
  const variantId = (await makeProduct(["M"])).variants[0]?.id;
  const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
  const op = (mid: number) => ({ name: "cart.add", args, mid, scope: shopper.id, baseVersion: 0, at: 0 });
  const clientId = randomUUID();
  const push = (ops: unknown[]) => ask("sync.push", post({ clientId, schemaV, ops }));
  const statuses = [];
  // Both get the same push, at once: one applies it, the other repeats its result.
  await push([op(1)]);
  for (const ops of [[op(1)], [op(5)], [{ ...op(1), args: {} }], [], "none" as never]) {
    const [expected, given] = await push(ops);
    expect(given).toEqual(expected);
    statuses.push(given?.[0]);
  }
  expect(statuses).toEqual([200, 409, 409, 400, 400]);
  const [single] = await push([op(1)]);
  const [expected, batch] = await ask("sync.push?batch=1", post({ 0: { clientId, schemaV, ops: [op(1)] } }));
  expect(batch).toEqual(expected);
  expect(batch?.[2]).toBe(`[${single?.[2]}]`);
});

test("a body of another media type is refused", async () => {
  const [, given] = await ask("shoppers.createGuest", post("{}", "text/plain"));
  expect(given?.[0]).toBe(415);
});

test("limits count the procedures that are called, however their names are escaped", async () => {
  const counted: (readonly string[])[] = [];
  const limits = { ...guards.limits, byAddress: async (names: readonly string[]) => counted.push(names) * 0 };
  const counting = createServer((req, res) => void handleApi(req, res, getPath(req), { ...guards, limits }));
  await once(counting.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(counting.address() as AddressInfo).port}/api/trpc`;
  await fetch(`${url}/shoppers.request%43ode`, post({}));
  await fetch(`${url}/sync.ping%2Csync%2Epull?batch=1`);
  expect(counted).toEqual([["shoppers.requestCode"], ["sync.ping", "sync.pull"]]);
  const many = Array.from({ length: guards.maxBatch + 1 }, () => "sync.ping").join("%2C");
  expect((await fetch(`${url}/${many}?batch=1`)).status).toBe(413);
  counting.close();
});
