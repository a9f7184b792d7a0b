import { randomBytes } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import { parseCookies, signedPair } from "@/server/platform/http/cookies";
import { loadSecrets } from "@/server/platform/secrets";
import { actorOf, contextOf } from "@/server/app/context";
import { hello, invite, join, signOut } from "./commands";
import { mayTouchScope } from "./queries";

const nonce = () => randomBytes(16).toString("base64url");
const phone = { kind: "phone" as const, label: "Chrome, Android" };
const anonymous = () => ctxOf({ kind: "anonymous" });
const cookie = (secret: string) => signedPair("selvedge-guest", secret);
const later = (interval: string) => db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);

beforeAll(async () => {
  await loadSecrets();
});

async function newGuest() {
  const made = await hello(anonymous(), { nonce: nonce(), device: phone });
  if (!made) throw new Error("no guest");
  return made;
}

test("ten racing first requests make one guest", async () => {
  const before = await db().$count(shopper);
  const input = { nonce: nonce(), device: phone };
  const all = await Promise.all(Array.from({ length: 10 }, () => hello(anonymous(), input)));
  expect(new Set(all.map((m) => m?.actor.shopperId)).size).toBe(1);
  expect(new Set(all.map((m) => m?.secret)).size).toBe(1);
  expect(await db().$count(shopper)).toBe(before + 1);
});

test("the cookie opens the guest; a forged or unsigned one opens nothing", async () => {
  const { secret, actor } = await newGuest();
  expect(await actorOf(cookie(secret), "shop")).toEqual(actor);
  expect(await actorOf(cookie(secret).slice(0, -2), "shop")).toEqual({ kind: "anonymous" });
  expect(await actorOf(`selvedge-guest=${secret}`, "shop")).toEqual({ kind: "anonymous" });
  expect(await actorOf(cookie(secret).replace("selvedge-guest", "selvedge-office"), "office")).toEqual({
    kind: "anonymous",
  });
});

test("a nonce is no key: after a minute it makes another guest instead of opening the first", async () => {
  const input = { nonce: nonce(), device: phone };
  const first = await hello(anonymous(), input);
  await later("61 seconds");
  const second = await hello(anonymous(), input);
  expect(second?.actor.shopperId).not.toBe(first?.actor.shopperId);
  const again = await hello(anonymous(), input);
  expect(again?.actor.shopperId).toBe(second?.actor.shopperId);
});

test("a signed-out guest's cookie opens nothing, and its secret is never made again", async () => {
  const input = { nonce: nonce(), device: phone };
  const made = await hello(anonymous(), input);
  if (!made) throw new Error("no guest");
  await signOut(ctxOf(made.actor));
  expect(await actorOf(cookie(made.secret), "shop")).toEqual({ kind: "anonymous" });
  const next = await hello(anonymous(), input);
  expect(next?.secret).not.toBe(made.secret);
});

test("an invitation makes one more device of the same guest, once and for two minutes", async () => {
  const { actor } = await newGuest();
  const ctx = { ...ctxOf(actor), actor };
  const { secret } = await invite(ctx);
  const input = { secret, nonce: nonce(), device: phone };
  const joined = await join(anonymous(), input);
  expect(joined?.actor).toMatchObject({ kind: "guest", shopperId: actor.shopperId });
  expect(joined?.actor.deviceId).not.toBe(actor.deviceId);
  // The answer was lost: the same browser may ask again, another may not.
  expect((await join(anonymous(), input))?.actor.deviceId).toBe(joined?.actor.deviceId);
  await expect(join(anonymous(), { ...input, nonce: nonce() })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const late = await invite(ctx);
  await later("121 seconds");
  await expect(join(anonymous(), { ...input, secret: late.secret })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
});

test("who joins an account gets a linked device, which cannot invite in turn", async () => {
  const { actor } = await makeShopper("customer");
  const { secret } = await invite({ ...ctxOf(actor), actor });
  const joined = await join(anonymous(), { secret, nonce: nonce(), device: phone });
  expect(joined?.actor).toMatchObject({ kind: "linked", shopperId: actor.shopperId });
  if (!joined) throw new Error("no device");
  expect(await actorOf(cookie(joined.secret), "shop")).toMatchObject({ kind: "linked" });
  await expect(invite({ ...ctxOf(joined.actor), actor: joined.actor })).rejects.toMatchObject({
    appCode: "SIGN_IN_NEEDED",
  });
});

test("a cookie never opens a device that has full access to an account", async () => {
  const { secret, actor } = await newGuest();
  const account = await makeShopper("customer");
  await db()
    .update(shopperDevice)
    .set({ shopperId: account.id, access: "full" })
    .where(eq(shopperDevice.id, actor.deviceId));
  expect(await actorOf(cookie(secret), "shop")).toEqual({ kind: "anonymous" });
});

test("a shopper touches its own scope and that of its former guest, no other", async () => {
  const { actor } = await makeShopper();
  const [other, former] = [await makeShopper(), await makeShopper()];
  expect(await mayTouchScope(actor, actor.shopperId)).toBe(true);
  expect(await mayTouchScope(actor, other.id)).toBe(false);
  expect(await mayTouchScope({ ...actor, guestId: former.id }, former.id)).toBe(true);
  expect(await mayTouchScope({ kind: "anonymous" }, actor.shopperId)).toBe(false);
});

test("forwarded addresses count only behind as many proxies as the setting says", async () => {
  const req = new IncomingMessage(new Socket());
  req.headers = { "x-forwarded-for": "6.6.6.6, 10.0.0.1", "x-surface": "shop", "x-locale": "az" };
  const ctx = await contextOf(req, new ServerResponse(req));
  expect(ctx).toMatchObject({ address: "", locale: "az", surface: "shop" });
});

test("the first of two cookies with one name counts", () => {
  expect(parseCookies("a=1; a=2; b = 3 ;c").get("a")).toBe("1");
  expect(parseCookies(undefined).size).toBe(0);
});
