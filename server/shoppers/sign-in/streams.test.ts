import { once } from "node:events";
import { streamGuards } from "@/server/testing/stream-guards";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperDevice } from "@/db/schema/identity";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import type { ShopperActor } from "@/server/platform/context";
import { sessionCookie } from "@/server/platform/http/cookies";
import { loadSecrets, secrets } from "@/server/platform/secrets";
import { handleStream, startSync, stopSync } from "@/server/sync/stream/handler";
import { actorOf } from "@/server/app/context";
import { revokeDevice, revokeOtherDevices } from "./commands";

const server = createServer((req, res) => void handleStream(req, res, streamGuards));
const opened: IncomingMessage[] = [];

beforeAll(async () => {
  await loadSecrets();
  startSync();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  for (const stream of opened) stream.destroy();
  stopSync();
  server.close();
});

type SignedIn = { actor: ShopperActor; cookie: string };

async function browserOf(shopperId: string): Promise<SignedIn> {
  const [device] = await db().insert(shopperDevice).values({ shopperId }).returning();
  if (!device) throw new Error("no device");
  const token = await encode({ token: { sid: device.id }, secret: secrets().auth });
  const actor = { kind: "customer" as const, shopperId, deviceId: device.id, device: "laptop" as const, guestId: null };
  return { actor, cookie: `${sessionCookie()}=${token}` };
}

/** Opens a live stream as a browser does; `over` resolves with its last words when the server ends it. */
async function listen({ cookie }: SignedIn) {
  const { port } = server.address() as AddressInfo;
  const stream = await new Promise<IncomingMessage>((resolve) =>
    get(`http://127.0.0.1:${port}/api/trpc/sync.stream`, { headers: { cookie }, agent: false }, resolve),
  );
  opened.push(stream);
  let text = "";
  stream.on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text).toContain("snap");
  return { status: stream.statusCode, over: once(stream, "end").then(() => text), open: () => !stream.complete };
}

/** The sweep's five seconds, and a little for a busy machine. */
const soon = { timeout: 7_000 };

test("signing a device out elsewhere ends its open stream, and its session opens nothing more", soon, async () => {
  const { id } = await makeShopper("customer");
  const [laptop, phone] = [await browserOf(id), await browserOf(id)];
  const [here, there] = [await listen(laptop), await listen(phone)];
  await revokeDevice(ctxOf(laptop.actor), phone.actor.deviceId);
  expect(await there.over).toContain("signed_out");
  expect(here.open()).toBe(true);
  expect(await actorOf(phone.cookie, "shop")).toEqual({ kind: "anonymous" });
});

test("signing out everywhere else ends every other stream", soon, async () => {
  const { id } = await makeShopper("customer");
  const [laptop, phone, tablet] = [await browserOf(id), await browserOf(id), await browserOf(id)];
  const here = await listen(laptop);
  const others = [await listen(phone), await listen(tablet)];
  await revokeOtherDevices(ctxOf(laptop.actor));
  for (const other of others) expect(await other.over).toContain("signed_out");
  expect(here.open()).toBe(true);
});

test("a stream of another process, which nobody tells, ends with the next sweep", soon, async () => {
  const phone = await browserOf((await makeShopper("customer")).id);
  const there = await listen(phone);
  await db().update(shopperDevice).set({ revokedAt: new Date() }).where(eq(shopperDevice.id, phone.actor.deviceId));
  expect(await there.over).toContain("signed_out");
});
