import { randomBytes } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { createCtx, resolveActor } from "@/server/app/context";
import { parseCookies, signCookie } from "@/server/platform/http/cookies";
import { loadSecrets } from "@/server/platform/secrets";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import { acceptInvitation, createGuest, createInvitation, signOut } from "./commands";
import { canAccessScope } from "./queries";

const createNonce = () => randomBytes(16).toString("base64url");
const phone = { kind: "phone" as const, label: "Chrome, Android" };
const createAnonymousCtx = () => ctxOf({ kind: "anonymous" });
const toCookie = (secret: string) => signCookie("selvedge-guest", secret);
const shiftClock = (interval: string) =>
  db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);

beforeAll(async () => {
  await loadSecrets();
});

async function createTestGuest() {
  const created = await createGuest(createAnonymousCtx(), { nonce: createNonce(), device: phone });
  if (!created) throw new Error("no guest");
  return created;
}

test("ten concurrent first requests create one guest", async () => {
  const before = await db().$count(shopper);
  const input = { nonce: createNonce(), device: phone };
  const all = await Promise.all(Array.from({ length: 10 }, () => createGuest(createAnonymousCtx(), input)));
  expect(new Set(all.map((m) => m?.actor.shopperId)).size).toBe(1);
  expect(new Set(all.map((m) => m?.secret)).size).toBe(1);
  expect(await db().$count(shopper)).toBe(before + 1);
});

test("the cookie authenticates the guest; a forged or unsigned one does not", async () => {
  const { secret, actor } = await createTestGuest();
  expect(await resolveActor(toCookie(secret), "shop")).toEqual(actor);
  expect(await resolveActor(toCookie(secret).slice(0, -2), "shop")).toEqual({ kind: "anonymous" });
  expect(await resolveActor(`selvedge-guest=${secret}`, "shop")).toEqual({ kind: "anonymous" });
  expect(await resolveActor(toCookie(secret).replace("selvedge-guest", "selvedge-office"), "office")).toEqual({
    kind: "anonymous",
  });
});

test("a nonce is no credential: after a minute it creates another guest instead of opening the first", async () => {
  const input = { nonce: createNonce(), device: phone };
  const first = await createGuest(createAnonymousCtx(), input);
  await shiftClock("61 seconds");
  const second = await createGuest(createAnonymousCtx(), input);
  expect(second?.actor.shopperId).not.toBe(first?.actor.shopperId);
  const again = await createGuest(createAnonymousCtx(), input);
  expect(again?.actor.shopperId).toBe(second?.actor.shopperId);
});

test("a signed-out guest's cookie opens nothing, and its secret is never issued again", async () => {
  const input = { nonce: createNonce(), device: phone };
  const made = await createGuest(createAnonymousCtx(), input);
  if (!made) throw new Error("no guest");
  await signOut(ctxOf(made.actor));
  expect(await resolveActor(toCookie(made.secret), "shop")).toEqual({ kind: "anonymous" });
  const next = await createGuest(createAnonymousCtx(), input);
  expect(next?.secret).not.toBe(made.secret);
});

test("an invitation adds a device to the same guest, once and within two minutes", async () => {
  const { actor } = await createTestGuest();
  const ctx = { ...ctxOf(actor), actor };
  const { secret } = await createInvitation(ctx);
  const input = { secret, nonce: createNonce(), device: phone };
  const joined = await acceptInvitation(createAnonymousCtx(), input);
  expect(joined?.actor).toMatchObject({ kind: "guest", shopperId: actor.shopperId });
  expect(joined?.actor.deviceId).not.toBe(actor.deviceId);
  // The response was lost: the same browser may repeat the call, another may not.
  expect((await acceptInvitation(createAnonymousCtx(), input))?.actor.deviceId).toBe(joined?.actor.deviceId);
  await expect(acceptInvitation(createAnonymousCtx(), { ...input, nonce: createNonce() })).rejects.toMatchObject({
    appCode: "CODE_EXPIRED",
  });
  const late = await createInvitation(ctx);
  await shiftClock("121 seconds");
  await expect(acceptInvitation(createAnonymousCtx(), { ...input, secret: late.secret })).rejects.toMatchObject({
    appCode: "CODE_EXPIRED",
  });
});

test("joining an account creates a linked device, which cannot invite", async () => {
  const { actor } = await makeShopper("customer");
  const { secret } = await createInvitation({ ...ctxOf(actor), actor });
  const joined = await acceptInvitation(createAnonymousCtx(), { secret, nonce: createNonce(), device: phone });
  expect(joined?.actor).toMatchObject({ kind: "linked", shopperId: actor.shopperId });
  if (!joined) throw new Error("no device");
  expect(await resolveActor(toCookie(joined.secret), "shop")).toMatchObject({ kind: "linked" });
  await expect(createInvitation({ ...ctxOf(joined.actor), actor: joined.actor })).rejects.toMatchObject({
    appCode: "UNAUTHENTICATED",
  });
});

test("a cookie never opens a device that has full access to an account", async () => {
  const { secret, actor } = await createTestGuest();
  const account = await makeShopper("customer");
  await db()
    .update(shopperDevice)
    .set({ shopperId: account.id, access: "full" })
    .where(eq(shopperDevice.id, actor.deviceId));
  expect(await resolveActor(toCookie(secret), "shop")).toEqual({ kind: "anonymous" });
});

test("a shopper has access to their own scope and that of their former guest, no other", async () => {
  const { actor } = await makeShopper();
  const other = await makeShopper();
  const former = await makeShopper();
  expect(await canAccessScope(actor, actor.shopperId)).toBe(true);
  expect(await canAccessScope(actor, other.id)).toBe(false);
  expect(await canAccessScope({ ...actor, guestId: former.id }, former.id)).toBe(true);
  expect(await canAccessScope({ kind: "anonymous" }, actor.shopperId)).toBe(false);
});

test("forwarded addresses count only behind as many proxies as the setting says", async () => {
  const req = new IncomingMessage(new Socket());
  req.headers = { "x-forwarded-for": "6.6.6.6, 10.0.0.1", "x-surface": "shop", "x-locale": "az" };
  const ctx = await createCtx(req, new ServerResponse(req));
  expect(ctx).toMatchObject({ address: "", locale: "az", surface: "shop" });
});

test("the first of two cookies with one name counts", () => {
  expect(parseCookies("a=1; a=2; b = 3 ;c").get("a")).toBe("1");
  expect(parseCookies(undefined).size).toBe(0);
});
