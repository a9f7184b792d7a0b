import { randomUUID } from "node:crypto";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { createApiClient } from "@/e2e/faults/api-client";
import { createShoppers, type FaultShopper } from "@/e2e/faults/shoppers";
import { createStockedStore } from "@/e2e/faults/stocked-store";
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

/** A shopper who adds to the cart and reads it, again and again; counts what was acknowledged and what failed. */
function startShopping(api: ReturnType<typeof createApiClient>, by: FaultShopper, variantId: string) {
  const seen = { acknowledged: 0, failures: [] as string[], running: true };
  const clientId = randomUUID();
  const run = async () => {
    for (let mid = 1; seen.running; mid++) {
      const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
      const op = { name: "cart.add", args, mid, scope: by.shopperId, baseVersion: 0, at: 0 };
      const pushed = await api.mutate("sync.push", { cookie: by.cookie, input: { clientId, schemaV, ops: [op] } });
      if (pushed.status === 200) seen.acknowledged++;
      else seen.failures.push(`sync.push ${pushed.status} ${pushed.code}`);
      const read = await api.query("cart.get", { cookie: by.cookie });
      if (read.status !== 200) seen.failures.push(`cart.get ${read.status} ${read.code}`);
      await sleep(40);
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
      const rows = await db().execute<{ id: string; quantity: number; version: number }>(sql`
        select s.id, s.version::int, coalesce((select sum(quantity) from cart_line l where l.scope_id = s.id), 0)::int as quantity
        from sync_scope s`);
      const found = new Map(rows.map((row) => [row.id, row]));
      const behind = streams.filter(({ state }, i) => {
        const { shopperId = "" } = shoppers[i] ?? {};
        return Number(state.lastId.split(":").at(-1)) !== found.get(shopperId)?.version;
      });
      for (const stream of streams) stream.close();
      api.close();
      const missing = work.map(
        ({ seen }, i) => seen.acknowledged - (found.get(shoppers[i]?.shopperId ?? "")?.quantity ?? 0),
      );
      return {
        requests: work.reduce((sum, { seen }) => sum + 2 * seen.acknowledged, 0),
        failures: work.flatMap(({ seen }) => seen.failures),
        lost: missing.reduce((sum, n) => sum + Math.max(n, 0), 0),
        gaps: streams.flatMap(({ state }) => state.gaps),
        behind: behind.length,
      };
    },
  };
}
