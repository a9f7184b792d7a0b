import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperDevice } from "@/db/schema/identity";
import { resolveActor } from "@/server/app/context";
import type { ShopperActor } from "@/server/platform/context";
import { getSessionCookieName } from "@/server/platform/http/cookies";
import { loadSecrets, secrets } from "@/server/platform/secrets";
import { handleStream, startSync, stopSync } from "@/server/sync/stream/handler";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import { streamGuards } from "@/server/testing/stream-guards";
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

type BrowserSession = { actor: ShopperActor; cookie: string };

async function createBrowser(shopperId: string): Promise<BrowserSession> {
  const [device] = await db().insert(shopperDevice).values({ shopperId }).returning();
  if (!device) throw new Error("no device");
  const token = await encode({ token: { sid: device.id }, secret: secrets().auth });
  const actor = { kind: "customer" as const, shopperId, deviceId: device.id, device: "laptop" as const, guestId: null };
  return { actor, cookie: `${getSessionCookieName()}=${token}` };
}

/** Opens a live stream as a browser does; `over` resolves with its last message when the server ends it. */
async function openStream({ cookie }: BrowserSession) {
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

/** The sweep's five seconds, plus a margin for a busy machine. */
const soon = { timeout: 7_000 };

test("signing a device out elsewhere ends its open stream and its session", soon, async () => {
  const { id } = await makeShopper("customer");
  const laptop = await createBrowser(id);
  const phone = await createBrowser(id);
  const here = await openStream(laptop);
  const there = await openStream(phone);
  await revokeDevice(ctxOf(laptop.actor), phone.actor.deviceId);
  expect(await there.over).toContain("signed_out");
  expect(here.open()).toBe(true);
  expect(await resolveActor(phone.cookie, "shop")).toEqual({ kind: "anonymous" });
});

test("signing out everywhere else ends every other stream", soon, async () => {
  const { id } = await makeShopper("customer");
  const laptop = await createBrowser(id);
  const phone = await createBrowser(id);
  const tablet = await createBrowser(id);
  const here = await openStream(laptop);
  const others = [await openStream(phone), await openStream(tablet)];
  await revokeOtherDevices(ctxOf(laptop.actor));
  for (const other of others) expect(await other.over).toContain("signed_out");
  expect(here.open()).toBe(true);
});

test("a stream of another process, which gets no event, ends with the next sweep", soon, async () => {
  const phone = await createBrowser((await makeShopper("customer")).id);
  const there = await openStream(phone);
  await db().update(shopperDevice).set({ revokedAt: new Date() }).where(eq(shopperDevice.id, phone.actor.deviceId));
  expect(await there.over).toContain("signed_out");
});
