import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guards } from "@/server/app/guards";
import { limitBodyTime } from "./request-checks";
import { createRequestHandler, serverTimeouts } from "./request-handler";

let ready = false;
let leaving = false;
let url = "";
const server = createServer(
  serverTimeouts,
  createRequestHandler({
    guards: { ...guards, limitBodyTime: (req, res) => limitBodyTime(req, res, 300) },
    ready: () => ready,
    page: () => async (req, res) => void res.end(req.url),
    stopping: () => false,
    leaving: () => leaving,
    onRequest: () => {},
  }),
);
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const paths = [
  "/",
  "/en",
  "/readyz",
  "/metrics",
  "/api/trpc/catalogue.listCategories",
  "/api/auth/csrf",
  "/media/a.webp",
];

test("responds 503 until everything has started, with a time to retry", async () => {
  ready = false;
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const asked = [
    ...paths.map((path) => fetch(url + path)),
    ...["/api/stripe/webhook", "/api/trpc/checkout.place"].map((path) =>
      fetch(url + path, { method: "POST", body: "" }),
    ),
  ];
  for (const response of await Promise.all(asked)) {
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  }
  ready = true;
  expect((await fetch(`${url}/en`)).status).toBe(200);
  expect((await fetch(`${url}/api/trpc/catalogue.listCategories`)).status).toBe(200);
});

test("sends on what a proxy would ask another process while this one leaves, and answers everything else", async () => {
  [ready, leaving] = [true, true];
  const ask = async (path: string, headers = {}) => (await fetch(url + path, { headers })).status;
  for (const path of ["/en", "/api/trpc/catalogue.listCategories", "/api/trpc/sync.stream"])
    expect(await ask(path, { "x-ask-another": "1" })).toBe(502);
  expect(await ask("/api/trpc/catalogue.listCategories")).toBe(200);
  leaving = false;
  expect(await ask("/api/trpc/catalogue.listCategories", { "x-ask-another": "1" })).toBe(200);
});

test("shows the not-found page for a malformed URL", async () => {
  ready = true;
  expect(await (await fetch(`${url}/en/p/%ff`)).text()).toBe("/404");
  expect(await (await fetch(`${url}/en/p/${"п".repeat(256)}`)).text()).toBe("/404");
  // The longest handle, in a script of multi-byte characters.
  const longest = `/en/p/${encodeURIComponent("п".repeat(255))}`;
  expect(await (await fetch(url + longest)).text()).toBe(longest);
  expect(await (await fetch(`${url}/en/p/%D0%BF%D0%B0%D0%BB%D1%8C%D1%82%D0%BE?a=%`)).text()).toMatch(/^\/en\/p\/%D0/);
});

test("disconnects a body that does not complete", async () => {
  ready = true;
  const never = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) });
  const slow = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: never,
    duplex: "half",
  } as const;
  const status = await fetch(`${url}/api/trpc/shoppers.createGuest`, slow).then(
    (response) => response.status,
    () => 408,
  );
  expect(status).toBe(408);
});
