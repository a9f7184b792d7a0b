import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetrics } from "@/server/platform/metrics";
import { observeRequest, toRouteClass } from "./http-metrics";

const server = createServer((req, res) => {
  const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
  observeRequest(req, res, () => {
    if (path !== "/en/never") res.writeHead(path === "/en/missing" ? 404 : 200).end("ok");
  });
});
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

const open = (path: string) => get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, path });

async function fetchAll(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const [res] = (await once(open(path), "response")) as [IncomingMessage];
    res.resume();
    await once(res, "close");
  }
}

const listSeries = async () =>
  (await readMetrics()).text.split("\n").filter((line) => line.startsWith("selvedge_http_request_duration_seconds"));
const countOf = (series: string[], route: string, status: string) =>
  Number(
    series
      .find((s) => s.includes(`_count{route="${route}",status="${status}"}`))
      ?.split(" ")
      .at(-1) ?? 0,
  );

const id = "0f0e0d0c-0b0a-4908-8706-050403020100";

test("counts requests by kind of address and class of status, without what was asked for", async () => {
  const kinds = [
    ["page", "2xx"],
    ["page", "4xx"],
    ["page", "none"],
    ["api", "2xx"],
    ["download", "2xx"],
  ] as const;
  const countAll = async () => {
    const series = await listSeries();
    return kinds.map(([route, status]) => countOf(series, route, status));
  };
  // Other files of this process make requests too.
  const before = await countAll();
  await fetchAll(
    `/en/orders/${id}?key=secret`,
    "/en/missing",
    `/api/trpc/cart.read?input=${id}`,
    `/api/receipt/${id}.pdf`,
  );
  const request = open("/en/never");
  request.on("error", () => {});
  await once(server, "request");
  request.destroy();
  await expect.poll(countAll).toEqual(before.map((count) => count + 1));
  const series = await listSeries();
  expect(series.join("\n")).not.toMatch(new RegExp(`${id}|secret|missing|cart`));
});

test("an address that somebody made up is of a known kind too", () => {
  const made = [
    "/",
    "/zz/anything",
    "/api/other",
    "/api/trpc/no.such",
    "/metrics/x",
    `/media/${id}.webp`,
    "/_next/x.js",
  ];
  expect(made.map(toRouteClass)).toEqual(["page", "page", "page", "api", "page", "media", "static"]);
});
