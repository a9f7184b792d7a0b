import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { findFreePort } from "@/e2e/bench/server";
import { schemaV } from "@/server/operations/format.rules";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { env } from "@/server/platform/env";
import { type ApiClient, createApiClient } from "./api-client";
import { payAndHoldEvents } from "./f04-same-webhook";
import { runShoppers } from "./f09-double-tap";
import { runRush as runSale } from "./f10-flash-sale";
import { runRush as runBookings } from "./f12-one-room";
import { checkInvariants } from "./fault";
import { openGate } from "./network-gate";
import { isPaidOnce, listOrderStates, placeUnpaidOrders } from "./paid-orders";
import { createShoppers, mapConcurrently } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { buildServer, startServers } from "./test-env";

/*
 * Two server processes on one database, which get the requests in turn: nothing that one keeps in its memory may be what
 * prevents a race.
 */
const secret = "whsec_two_processes";
let api: ApiClient;
let stripe: Awaited<ReturnType<typeof startLocalStripe>>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  await buildServer();
  const ports = [await findFreePort(), await findFreePort()];
  let asked = 0;
  const pickUrl = () => `http://127.0.0.1:${ports[asked++ % ports.length]}`;
  const gate = await openGate(pickUrl);
  stripe = await startLocalStripe({ webhook: { url: `${gate.url}/api/stripe/webhook`, secret } });
  const servers = await startServers(ports, {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    DATA_DIR: env().DATA_DIR,
    DATABASE_URL: process.env.DATABASE_URL ?? "",
    DATABASE_POOL: "40",
    DEMO: "1",
    LOG_LEVEL: "warn",
    TRUSTED_PROXY_HOPS: "1",
    LOCAL_STRIPE_URL: stripe.url,
    STRIPE_WEBHOOK_SECRET: secret,
    WORKERS: "0",
  });
  api = createApiClient(pickUrl, 40);
  closing.push(async () => api.close(), servers.kill, gate.close, stripe.close);
});
afterAll(async () => {
  for (const close of closing) await close();
});

test("I1: a rush sells no more pieces than there are", async () => {
  const { won, refused, failed } = await runSale({ api }, 60, 10);
  expect({ won: won.length, refused, failed }).toEqual({ won: 10, refused: 50, failed: 0 });
});

test("I4: a rush books no room twice", async () => {
  const { answers, overlaps } = await runBookings({ api }, 40);
  expect(overlaps).toBe(0);
  expect(answers.filter(({ status }) => status === 0 || status >= 500)).toEqual([]);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
});

test("I2: two taps, two tabs and the back button make one order", async () => {
  expect(await runShoppers({ api }, 10)).toEqual({ made: 10, same: 10 });
});

test("I6: an event that arrives ten times at both counts once", async () => {
  const orders = await placeUnpaidOrders({ api }, 5);
  const events = await payAndHoldEvents({ stripe }, orders);
  await mapConcurrently(events, 5, (e) => stripe.webhooks.deliver([e.id], { copies: 10 }));
  expect((await listOrderStates(orders)).filter(isPaidOnce)).toHaveLength(5);
});

test("I5: a shopper's devices at both lose and repeat no change", async () => {
  const { variantId } = await createStockedStore(10);
  const [by] = await createShoppers(1, () => []);
  const scope = by?.shopperId ?? "";
  const device = async () => {
    const clientId = randomUUID();
    for (let mid = 1; mid <= 10; mid++) {
      const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
      const input = { clientId, schemaV, ops: [{ name: "cart.add", args, mid, scope, baseVersion: 0, at: 0 }] };
      // The same once more, as after an answer that was lost: at the other process.
      const pushed = () => api.mutate("sync.push", { cookie: by?.cookie ?? "", input });
      const answers = await Promise.all([pushed(), pushed()]);
      while (!answers.some(({ status }) => status === 200)) answers.push(await pushed());
    }
  };
  await Promise.all([device(), device(), device(), device()]);
  const [row] = await db().execute<{ quantity: number; version: number; receipts: number }>(sql`
    select l.quantity, s.version::int, (select count(*)::int from sync_receipt where scope_id = s.id) as receipts
    from sync_scope s join cart_line l on l.scope_id = s.id where s.id = ${scope}`);
  expect(row).toEqual({ quantity: 40, version: 40, receipts: 40 });
});

test("I1 to I12 hold afterwards", async () => {
  expect(await checkInvariants()).toMatchObject({ pass: true });
});
