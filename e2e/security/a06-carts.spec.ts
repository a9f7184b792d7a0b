import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { resolveActor } from "@/server/app/context";
import { createPush, pushDeps } from "@/server/operations/push";
import { syncRouterWith } from "@/server/operations/router";
import { createSystemCtx } from "@/server/platform/context";
import { findShopActor } from "@/server/shoppers/queries";
import { signInBrowser } from "@/server/shoppers/sign-in/establish-session";
import { makeProduct } from "@/server/testing/factories";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createCustomer, createGuest, type Person } from "./people";
import { buildRouter } from "./router";
import { mutate, query, startMutant, type Target } from "./target";

type Shopper = Person & { shopperId: string; deviceId: string };

async function pushAdd(target: Target, as: Person, scope: string, variantId: string) {
  const op = { mid: 1, scope, name: "cart.add", baseVersion: 0, at: 0 };
  const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
  const input = { clientId: randomUUID(), schemaV: 1, ops: [{ ...op, args }] };
  const { data } = await mutate(target, "sync.push", { as, input });
  return (data as { results?: { outcome: string }[] } | undefined)?.results?.[0]?.outcome;
}

const includesAny = (answer: { body: string }, ...secrets: string[]) =>
  secrets.some((secret) => answer.body.includes(secret));

/** The victim signs in to her account in the browser whose guest cookie somebody planted or copied before. */
async function signIn(victim: Shopper): Promise<Shopper> {
  const account = await createCustomer("Leyla");
  const actor = { kind: "guest", shopperId: victim.shopperId, deviceId: victim.deviceId, device: "laptop" } as const;
  const ctx = { ...createSystemCtx("victim"), surface: "shop" as const, actor: { ...actor, guestId: null } };
  await signInBrowser(ctx, { kind: "laptop", label: "" }, async () => account.shopperId);
  return account;
}

/** A6: other people's carts by their ids, by a cookie planted before a sign-in, and by an invitation used twice. */
async function run(target: Target) {
  const through: string[] = [];
  const variantId = (await makeProduct(["M"])).variants[0]?.id ?? "";
  const victim = await createGuest();
  const thief = await createGuest();
  if ((await pushAdd(target, victim, victim.shopperId, variantId)) !== "applied")
    throw new Error("the victim has no bag");
  if ((await pushAdd(target, thief, victim.shopperId, variantId)) === "applied")
    through.push("a guessed id took a change");
  const cursor = { scope: victim.shopperId, epoch: randomUUID(), version: 0 };
  const pulled = await query(target, "sync.pull", { as: thief, input: { scopes: [cursor] } });
  if (includesAny(pulled, variantId)) through.push("a guessed id showed the bag");

  // The attacker signs in to an account of his own while naming her cart: nothing of hers may be merged.
  const own = await signIn(thief);
  const bag = await query(target, "cart.get", { as: own });
  if (includesAny(bag, variantId)) through.push("a sign-in took somebody's bag along");

  const account = await signIn(victim);
  const planted = { cookie: victim.cookie, surface: "shop" as const };
  const who = await query(target, "shoppers.getMe", { as: planted });
  const fixed = await query(target, "cart.get", { as: planted });
  if (includesAny(who, account.shopperId) || includesAny(fixed, variantId))
    through.push("a planted cookie opened the account");
  if ((await pushAdd(target, planted, account.shopperId, variantId)) === "applied")
    through.push("a planted cookie changed the account's bag");

  const inviting = await createCustomer("Aysel");
  const invitation = await mutate(target, "devices.invite", { as: inviting });
  const { secret } = invitation.data as { secret: string };
  const device = { kind: "phone", label: "" };
  const join = () => mutate(target, "devices.join", { input: { secret, nonce: randomUUID(), device } });
  if ((await join()).status !== 200) throw new Error("an honest invitation was refused");
  if ((await join()).status === 200) through.push("an invitation worked twice");
  return through.length > 0 ? reportLetThrough(through.join(", ")) : reportRefused("6 ways to another's bag");
}

/** The shipped router with a push that lets anybody touch any cart. */
const withoutOwners = () => {
  const open = syncRouterWith(createPush({ ...pushDeps, canAccessScope: async () => true }));
  return buildRouter(() => ({ sync: open }));
};

registerAttack({
  id: "A6",
  title: "somebody else's cart: guessed ids, fixation, a sign-in that takes it along",
  run,
  mutants: {
    "the rule whose cart may be touched": () => startMutant({ router: withoutOwners() }),
    "the rule that a cookie opens no signed-in device": () =>
      startMutant({
        actorOf: (cookies, surface) =>
          resolveActor(cookies, surface, (sid, secret) => findShopActor(sid, secret, sql`true`)),
      }),
  },
});
