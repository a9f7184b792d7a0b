import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { shopperDevice, staffSession, storeDevice } from "@/db/schema/identity";
import { syncScope } from "@/db/schema/sync";
import { mergeScopes } from "@/server/operations/merge";
import { bus } from "@/server/platform/bus";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import type { Patch } from "@/server/sync/schema";
import { makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { createScene, expectUnbroken, isKind, reaches, serveStreams } from "@/server/testing/stream";
import { commitWithChanges } from "../commit";
import { getFanout } from "../fanout/publish";
import { countOpenStreams, sweepStreams } from "./handler";

let served: Awaited<ReturnType<typeof serveStreams>>;
const open = (...args: Parameters<typeof served.open>) => served.open(...args);

beforeAll(async () => {
  await loadSecrets();
  served = await serveStreams();
});
afterAll(() => served.close());

it("sends a snapshot first, then every change with its cursor", async () => {
  const { cookie, add, shopper, clientId } = await createScene();
  await add();
  const stream = await open(cookie);
  await stream.until(reaches(shopper.id, 1));
  await add();
  const events = await stream.until(reaches(shopper.id, 2));
  expect(events.map((e) => e.data.kind)).toEqual(["snap", "patch"]);
  expect(events[1]?.data).toMatchObject({ from: 1, to: 2, changes: [{ clientId, mid: 2, row: { quantity: 2 } }] });
  expect(events[1]?.id).toMatch(new RegExp(`^${shopper.id}:[0-9a-f-]{36}:2$`));
});

it("resumes from the cursor after a drop, and sends a snapshot to one of another epoch", async () => {
  const { cookie, add, shopper } = await createScene();
  await add();
  const first = await open(cookie);
  const lastEventId = (await first.until(reaches(shopper.id, 1))).at(-1)?.id ?? "";
  await first.close();
  await add();
  await add();
  const second = await open(cookie, { lastEventId });
  await second.until(reaches(shopper.id, 3));
  expect(second.events.map((e) => e.data)).toMatchObject([{ kind: "patch", from: 1, to: 3 }]);
  const other = lastEventId.replace(/:[0-9a-f-]{36}:/, `:${randomUUID()}:`);
  const third = await open(cookie, { lastEventId: other });
  expect((await third.until(reaches(shopper.id, 3)))[0]?.data.kind).toBe("snap");
});

it("sends a snapshot to a cursor older than the kept changes", async () => {
  const { cookie, add, shopper } = await createScene();
  await add();
  const first = await open(cookie);
  const lastEventId = (await first.until(reaches(shopper.id, 1))).at(-1)?.id ?? "";
  await add();
  await add();
  await db().update(syncScope).set({ minVersion: 2 }).where(eq(syncScope.id, shopper.id));
  const second = await open(cookie, { lastEventId });
  expect((await second.until(reaches(shopper.id, 3)))[0]?.data.kind).toBe("snap");
});

it("loses no change that comes while a stream opens", async () => {
  const { cookie, add, shopper } = await createScene();
  await add();
  const writing = (async () => {
    for (let i = 0; i < 30; i++) await add();
  })();
  const streams = await Promise.all(Array.from({ length: 20 }, () => open(cookie)));
  await writing;
  for (const stream of streams) expectUnbroken(await stream.until(reaches(shopper.id, 31)), shopper.id);
});

it("finds a lost message by its sweep", async () => {
  const { cookie, add, shopper } = await createScene();
  const stream = await open(cookie);
  await stream.until(isKind("snap"));
  const { publish } = getFanout();
  getFanout().publish = () => {};
  await add();
  await add();
  getFanout().publish = publish;
  await sweepStreams();
  expectUnbroken(await stream.until(reaches(shopper.id, 2)), shopper.id);
});

it("sends signed_out and ends when the device is revoked, immediately and by the sweep", async () => {
  const { cookie, shopper } = await createScene();
  for (const tell of [() => bus.emit(`access:${shopper.id}`), sweepStreams]) {
    await db().update(shopperDevice).set({ revokedAt: null }).where(eq(shopperDevice.id, shopper.device.id));
    const stream = await open(cookie);
    await stream.until(isKind("snap"));
    await db().update(shopperDevice).set({ revokedAt: new Date() }).where(eq(shopperDevice.id, shopper.device.id));
    await tell();
    await stream.until(isKind("signed_out"));
    await stream.end();
  }
  expect((await open(cookie)).status).toBe(401);
});

it("notifies a guest's stream of the merge and continues with the account's cart and favourites only", async () => {
  const { cookie, add, shopper } = await createScene();
  await add();
  const stream = await open(cookie);
  await stream.until(isKind("snap"));
  const account = await makeShopper("customer");
  await commitWithChanges(async (tx, announce) => {
    await mergeScopes(tx, announce, shopper.id, account.id);
    await tx
      .update(shopperDevice)
      .set({ shopperId: account.id, access: "linked", guestId: shopper.id })
      .where(eq(shopperDevice.id, shopper.device.id));
  });
  const events = await stream.until(reaches(account.id, 1));
  expect(events.find(isKind("merged"))?.data).toEqual({ kind: "merged", from: shopper.id, into: account.id });
  const pickup = { scopeId: account.id, kind: "shopper", entity: "pickup", entityId: "p", row: { id: "p" } } as const;
  await commitWithChanges(async (_tx, announce) => announce({ ...pickup, by: {} }));
  const last = (await stream.until(reaches(account.id, 2))).at(-1)?.data;
  expect(last).toMatchObject({ kind: "patch", to: 2, changes: [] });
});

it("shows a tablet its store, and a shopper's scope for as long as the grant runs", async () => {
  const { shopper, add } = await createScene();
  const consultant = await makeConsultant((await makeStore()).id);
  const tablet = generateSecret();
  const shift = generateSecret();
  await db()
    .update(storeDevice)
    .set({ secretHash: sha256(tablet) })
    .where(eq(storeDevice.id, consultant.tablet.id));
  await db()
    .update(staffSession)
    .set({ secretHash: sha256(shift) })
    .where(eq(staffSession.id, consultant.actor.sessionId));
  const cookie = `${signCookie("selvedge-tablet", tablet)}; ${signCookie("selvedge-shift", shift)}`;
  const stream = await open(cookie, { surface: "store" });
  await stream.until(isKind("snap"));
  expect(stream.events.map((e) => (e.data as Patch).scope)).toEqual([consultant.storeId]);
  await db().execute(sql`insert into assistance_grant (shopper_id, store_id, store_device_id, staff_id, expires_at)
    values (${shopper.id}, ${consultant.storeId}, ${consultant.tablet.id}, ${consultant.id}, now() + interval '1 hour')`);
  bus.emit(`access:${consultant.tablet.id}`);
  await stream.until(reaches(shopper.id, 0));
  await add();
  const { id } = (await stream.until(reaches(shopper.id, 1))).at(-1) ?? { id: "" };
  expect(id.split(",").map((c) => c.slice(0, 36))).toEqual([consultant.storeId, shopper.id]);
  await db().execute(sql`update assistance_grant set ended_at = now() where shopper_id = ${shopper.id}`);
  bus.emit(`access:${shopper.id}`);
  expect((await stream.until(isKind("gone"))).at(-1)?.data).toEqual({ kind: "gone", scope: shopper.id });
  await db().update(staffSession).set({ endedAt: new Date() }).where(eq(staffSession.id, consultant.actor.sessionId));
  await sweepStreams();
  await stream.until(isKind("signed_out"));
});

it("refuses a foreign page, an anonymous caller and malformed input", async () => {
  const { cookie } = await createScene();
  expect((await open(cookie, { origin: "https://evil.example" })).status).toBe(403);
  expect((await open("")).status).toBe(401);
  expect((await open(cookie, { surface: "nowhere" })).status).toBe(400);
  expect((await open(cookie, { surface: "store" })).status).toBe(401);
});

it("releases closed streams", async () => {
  const before = countOpenStreams();
  const { cookie } = await createScene();
  const stream = await open(cookie);
  await stream.until(isKind("snap"));
  expect(countOpenStreams()).toBe(before + 1);
  await stream.close();
  while (countOpenStreams() > before) await new Promise((resolve) => setImmediate(resolve));
});
