import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { desc, eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { localMail } from "@/db/schema/platform";
import { answerAuth, Jar, signInThroughProvider } from "@/e2e/auth-handler";
import { type Claims, startOidcProvider } from "@/e2e/oidc";
import { resolveActor } from "@/server/app/context";
import { deliverDue } from "@/server/messaging/outbox";
import { signCookie } from "@/server/platform/http/cookies";
import { loadSecrets, secrets } from "@/server/platform/secrets";
import { createGuest, signOut } from "@/server/shoppers/commands";
import { googleGuards } from "@/server/shoppers/sign-in/google";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import { type AuthDeps, buildAuthOptions, createAuthDeps } from "./auth";

process.env.DEMO = "1";
let claims: Claims;
let forged = false;
let parts: AuthDeps;
let base = "";
let oidc: Awaited<ReturnType<typeof startOidcProvider>>;
const server = createServer((req, res) => void answerAuth(req, res, parts));

beforeAll(async () => {
  await loadSecrets();
  oidc = await startOidcProvider(
    () => claims,
    () => forged,
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.NEXTAUTH_URL = base;
});
afterAll(async () => {
  await oidc.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  forged = false;
  parts = { ...createAuthDeps(), googleApp: oidc.app };
});

const createProfile = (more: Partial<Claims> = {}): Claims => {
  const id = randomUUID();
  return { sub: id, email: `${id}@example.test`, email_verified: true, name: "Leyla", ...more };
};

/** Signs in with Google as `who` from a browser with these cookies. */
async function signInByGoogle(who: Claims, jar = new Jar(), callbackUrl = "/en/cart") {
  claims = who;
  const page = await signInThroughProvider(jar, base, callbackUrl);
  return { page, jar, actor: await resolveActor(jar.header, "shop") };
}

async function createSignedInCustomer() {
  const created = await makeShopper("customer");
  const token = await encode({ token: { sid: created.device.id }, secret: secrets().auth });
  return { ...created, jar: new Jar().put(`next-auth.session-token=${token}`) };
}

test("Google opens an account of its own, the same each time, on a revocable device", async () => {
  const leyla = createProfile();
  const first = await signInByGoogle(leyla);
  expect(first.page).toBe("/en/cart");
  expect(first.actor).toMatchObject({ kind: "customer", device: "laptop" });
  const second = await signInByGoogle(leyla);
  if (first.actor.kind !== "customer" || second.actor.kind !== "customer") throw new Error("not signed in");
  expect(second.actor.shopperId).toBe(first.actor.shopperId);
  expect(second.actor.deviceId).not.toBe(first.actor.deviceId);
  const { shopperId } = first.actor;
  const [contact] = await db().select().from(shopperContact).where(eq(shopperContact.shopperId, shopperId));
  expect(contact).toMatchObject({ kind: "email", value: leyla.email, isPrimary: true });
  await signOut(ctxOf(first.actor));
  expect(await resolveActor(first.jar.header, "shop")).toEqual({ kind: "anonymous" });
  expect(await resolveActor(second.jar.header, "shop")).toMatchObject({ kind: "customer" });
});

test("the browser's guest is merged, as after a code", async () => {
  const made = await createGuest(ctxOf({ kind: "anonymous" }), {
    nonce: randomUUID().replaceAll("-", ""),
    device: { kind: "laptop", label: "Firefox, Linux" },
  });
  if (!made) throw new Error("no guest");
  const jar = new Jar().put(signCookie("selvedge-guest", made.secret));
  const { actor } = await signInByGoogle(createProfile(), jar);
  expect(actor).toMatchObject({ kind: "customer", deviceId: made.actor.deviceId, guestId: made.actor.shopperId });
  const [guest] = await db().select().from(shopper).where(eq(shopper.id, made.actor.shopperId));
  expect(guest?.mergedInto).toBe(actor.kind === "customer" ? actor.shopperId : "");
});

test("an e-mail that Google has not verified, or that is invalid, opens nothing", async () => {
  for (const who of [createProfile({ email_verified: false }), createProfile({ email: '"e@x"@victim.test' })]) {
    const { page, actor } = await signInByGoogle(who);
    expect(page).toBe("/en/account?refused=GOOGLE_UNVERIFIED");
    expect(actor).toEqual({ kind: "anonymous" });
  }
});

test("an account created with a code is not opened by Google until its owner has connected the two", async () => {
  const leyla = await createSignedInCustomer();
  const who = createProfile({ email: leyla.email ?? "" });
  const stranger = await signInByGoogle(who);
  expect(stranger.page).toBe("/en/account?refused=GOOGLE_NOT_LINKED");
  expect(stranger.actor).toEqual({ kind: "anonymous" });
  expect(await db().$count(shopperLogin, eq(shopperLogin.subject, who.sub))).toBe(0);

  const linked = await signInByGoogle(who, leyla.jar, "/en/account?link=google");
  expect(linked.page).toBe("/en/account?link=google");
  expect(linked.actor).toMatchObject({ shopperId: leyla.id, deviceId: leyla.device.id });
  await deliverDue();
  const mails = db().select().from(localMail).where(eq(localMail.recipient, who.email));
  expect((await mails.orderBy(desc(localMail.at)))[0]?.body).toContain("Google");
  const elsewhere = await signInByGoogle(who);
  expect(elsewhere.actor).toMatchObject({ kind: "customer", shopperId: leyla.id });
});

test("without the guard Google's claim opens the account", async () => {
  const leyla = await createSignedInCustomer();
  parts = { ...parts, google: { ...googleGuards, ownerAsked: () => true } };
  const thief = await signInByGoogle(createProfile({ email: leyla.email ?? "" }));
  expect(thief.actor).toMatchObject({ kind: "customer", shopperId: leyla.id });
});

test("a signed-in shopper with another's Google account signs in to that account, and links nothing", async () => {
  const who = createProfile();
  const first = await signInByGoogle(who);
  const murad = await createSignedInCustomer();
  const { actor } = await signInByGoogle(who, murad.jar);
  expect(actor).toMatchObject({ shopperId: first.actor.kind === "customer" ? first.actor.shopperId : "" });
  const [old] = await db().select().from(shopperDevice).where(eq(shopperDevice.id, murad.device.id));
  expect(old?.revokedAt).not.toBeNull();
  expect(await db().$count(shopperLogin, eq(shopperLogin.shopperId, murad.id))).toBe(0);
  const other = await createSignedInCustomer();
  expect((await signInByGoogle(who, other.jar, "/en/account?link=google")).page).toBe(
    "/en/account?refused=GOOGLE_TAKEN",
  );
});

test("a token that Google did not sign, and a response that this browser did not request, open nothing", async () => {
  forged = true;
  expect((await signInByGoogle(createProfile())).actor).toEqual({ kind: "anonymous" });
  forged = false;
  claims = createProfile();
  const asked = new Jar();
  const started = await asked.postAuth(base, "signin/google", { callbackUrl: `${base}/en` });
  const { url } = (await started.json()) as { url: string };
  const away = await fetch(url, { redirect: "manual" });
  const victim = new Jar();
  await victim.fetch(away.headers.get("location") ?? "");
  expect(await resolveActor(victim.header, "shop")).toEqual({ kind: "anonymous" });
});

test("a refusal is shown in the language of the requesting page", async () => {
  const { page } = await signInByGoogle(createProfile({ email_verified: false }), new Jar(), "/az/cart");
  expect(page).toBe("/az/account?refused=GOOGLE_UNVERIFIED");
});

test("without an application's keys there is no Google provider", () => {
  const { providers } = buildAuthOptions({ cookie: undefined, userAgent: "" }, { ...parts, googleApp: null });
  expect(providers.map((p) => p.type)).toEqual(["credentials"]);
});
