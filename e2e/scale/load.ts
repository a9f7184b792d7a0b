import { randomUUID } from "node:crypto";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type ApiAnswer, createApiClient } from "@/e2e/faults/api-client";
import { createShoppers, type FaultShopper } from "@/e2e/faults/shoppers";
import { createStockedStore } from "@/e2e/faults/stocked-store";
import { lineKeyOf } from "@/server/cart/rules";
import { schemaV } from "@/server/operations/format.rules";

/** As browsers do (`retry: 300`, see sync/stream). */
const reopenMs = 300;

/** A stream that comes back by its cursor; `gaps` are the times (ms) from its end until it was open again. */
function keepStream(url: string, { cookie }: FaultShopper) {
  const state = { gaps: [] as number[], closed: false, lastId: "" };
  let lostAt = 0;
  let current: ReturnType<typeof get> | undefined;
  const open = () => {
    if (state.closed) return;
    const lose = () => {
      if (lostAt === 0) lostAt = performance.now();
      setTimeout(open, reopenMs);
    };
    const headers = { cookie, "sec-fetch-site": "same-origin", ...(state.lastId && { "last-event-id": state.lastId }) };
    current = get(`${url}/api/trpc/sync.stream`, { headers, agent: false }, (res) => {
      if (res.statusCode !== 200) {
        res.resume();
        return lose();
      }
      if (lostAt > 0) state.gaps.push(performance.now() - lostAt);
      lostAt = 0;
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        state.lastId = [...chunk.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? state.lastId;
      });
      res.on("error", () => {});
      res.on("close", lose);
    });
    current.on("error", lose);
  };
  open();
  return {
    state,
    close() {
      state.closed = true;
      current?.destroy();
    },
  };
}

/** As a person with both hands on it. */
const pauseMs = 40;

/**
 * A shopper who changes the quantity in the cart and reads it, again and again; counts what was acknowledged as applied and
 * what failed. As in the browser, a change that failed is sent again, under its number.
 */
function startShopping(api: ReturnType<typeof createApiClient>, by: FaultShopper, variantId: string) {
  const seen = { requests: 0, applied: 0, slowest: 0, failures: [] as string[], running: true };
  const clientId = randomUUID();
  const change = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
  const count = (name: string, { status, code, ms }: ApiAnswer) => {
    seen.requests++;
    seen.slowest = Math.max(seen.slowest, Math.round(ms));
    if (status !== 200) seen.failures.push(`${name} ${status} ${code}`);
    return status === 200;
  };
  const run = async () => {
    for (let mid = 1; seen.running; await sleep(pauseMs)) {
      const added = { name: "cart.add", args: change };
      const changed = { name: "cart.dec", args: { lineKey: lineKeyOf(variantId, { kind: "deliver" }), quantity: 1 } };
      const op = { ...(mid % 2 ? added : changed), mid, scope: by.shopperId, baseVersion: 0, at: 0 };
      const pushed = await api.mutate("sync.push", { cookie: by.cookie, input: { clientId, schemaV, ops: [op] } });
      if (count("sync.push", pushed)) {
        mid++;
        if (pushed.data.results.at(-1)?.outcome === "applied") seen.applied++;
      }
      count("cart.get", await api.query("cart.get", { cookie: by.cookie }));
    }
  };
  return { seen, ended: run() };
}

/** Shoppers at work through `url`, each with a live stream. `stop` resolves to what came of it. */
export async function startLoad(url: string, count = 20) {
  const { variantId } = await createStockedStore(1_000_000);
  const shoppers = await createShoppers(count, () => []);
  const api = createApiClient(() => url, count);
  const streams = shoppers.map((by) => keepStream(url, by));
  const work = shoppers.map((by) => startShopping(api, by, variantId));
  return {
    async stop() {
      await sleep(1_000);
      for (const { seen } of work) seen.running = false;
      await Promise.all(work.map(({ ended }) => ended));
      await sleep(1_500);
      // Each applied change raises the version of its shopper's scope by one.
      const rows = await db().execute<{ id: string; version: number }>(sql`select id, version::int from sync_scope`);
      const versions = new Map(rows.map(({ id, version }) => [id, version]));
      const versionOf = (i: number) => versions.get(shoppers[i]?.shopperId ?? "") ?? 0;
      const behind = streams.filter(({ state }, i) => Number(state.lastId.split(":").at(-1)) !== versionOf(i));
      for (const stream of streams) stream.close();
      api.close();
      return {
        requests: work.reduce((sum, { seen }) => sum + seen.requests, 0),
        slowest: Math.max(...work.map(({ seen }) => seen.slowest)),
        failures: work.flatMap(({ seen }) => seen.failures),
        lost: work.reduce((sum, { seen }, i) => sum + Math.max(seen.applied - versionOf(i), 0), 0),
        gaps: streams.flatMap(({ state }) => state.gaps),
        behind: behind.length,
      };
    },
  };
}
