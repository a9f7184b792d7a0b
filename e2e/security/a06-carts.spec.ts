import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { makeProduct } from "@/server/testing/factories";
import { shopActor } from "@/server/shoppers/queries";
import { enter } from "@/server/shoppers/sign-in/establish-session";
import { systemCtx } from "@/server/platform/context";
import { mergeScopes } from "@/server/operations/merge";
import { makePush, pushParts } from "@/server/operations/push";
import { syncRouterWith } from "@/server/operations/router";
import { actorOf } from "@/server/app/context";
import { attack, letThrough, refused } from "./attack";
import { customer, guest, type Person } from "./people";
import { routerWith } from "./router";
import { mutate, query, type Target, twin } from "./target";

type Shopper = Person & { shopperId: string; deviceId: string };

async function add(target: Target, as: Person, scope: string, variantId: string) {
  const op = { mid: 1, scope, name: "cart.add", baseVersion: 0, at: 0 };
  const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
  const input = { clientId: randomUUID(), schemaV: 1, ops: [{ ...op, args }] };
  const { data } = await mutate(target, "sync.push", { as, input });
  return (data as { results?: { outcome: string }[] } | undefined)?.results?.[0]?.outcome;
}

const says = (answer: { body: string }, ...secrets: string[]) => secrets.some((secret) => answer.body.includes(secret));

/** The victim signs in to her account in the browser whose guest cookie somebody planted or copied before. */
async function signIn(victim: Shopper): Promise<Shopper> {
  const account = await customer("Leyla");
  const actor = { kind: "guest", shopperId: victim.shopperId, deviceId: victim.deviceId, device: "laptop" } as const;
  const ctx = { ...systemCtx("victim"), surface: "shop" as const, actor: { ...actor, guestId: null } };
  await enter(ctx, { kind: "laptop", label: "" }, mergeScopes, async () => account.shopperId);
  return account;
}

/** A6: other people's carts by their ids, by a cookie planted before a sign-in, and by an invitation used twice. */
async function run(target: Target) {
  const through: string[] = [];
  const variantId = (await makeProduct(["M"])).variants[0]?.id ?? "";
  const [victim, thief] = [await guest(), await guest()];
  if ((await add(target, victim, victim.shopperId, variantId)) !== "applied") throw new Error("the victim has no bag");
  if ((await add(target, thief, victim.shopperId, variantId)) === "applied") through.push("a guessed id took a change");
  const cursor = { scope: victim.shopperId, epoch: randomUUID(), version: 0 };
  const pulled = await query(target, "sync.pull", { as: thief, input: { scopes: [cursor] } });
  if (says(pulled, variantId)) through.push("a guessed id showed the bag");

  // The thief signs in to an account of his own while he names her bag: nothing of hers may come along.
  const own = await signIn(thief);
  const bag = await query(target, "cart.current", { as: own });
  if (says(bag, variantId)) through.push("a sign-in took somebody's bag along");

  const account = await signIn(victim);
  const planted = { cookie: victim.cookie, surface: "shop" as const };
  const who = await query(target, "identity.whoami", { as: planted });
  const fixed = await query(target, "cart.current", { as: planted });
  if (says(who, account.shopperId) || says(fixed, variantId)) through.push("a planted cookie opened the account");
  if ((await add(target, planted, account.shopperId, variantId)) === "applied")
    through.push("a planted cookie changed the account's bag");

  const inviting = await customer("Aysel");
  const invitation = await mutate(target, "identity.invite", { as: inviting });
  const { secret } = invitation.data as { secret: string };
  const device = { kind: "phone", label: "" };
  const join = () => mutate(target, "identity.join", { input: { secret, nonce: randomUUID(), device } });
  if ((await join()).status !== 200) throw new Error("an honest invitation was refused");
  if ((await join()).status === 200) through.push("an invitation worked twice");
  return through.length > 0 ? letThrough(through.join(", ")) : refused("6 ways to another's bag");
}

/** The shipped router with a push that lets anybody touch any cart. */
const withoutOwners = () => {
  const open = syncRouterWith(makePush({ ...pushParts, mayTouch: async () => true }));
  return routerWith(() => ({ sync: open }));
};

attack({
  id: "A6",
  title: "somebody else's cart: guessed ids, fixation, a sign-in that takes it along",
  run,
  twins: {
    "the rule whose cart may be touched": () => twin({ router: withoutOwners() }),
    "the rule that a cookie opens no signed-in device": () =>
      twin({
        actorOf: (cookies, surface) => actorOf(cookies, surface, (sid, secret) => shopActor(sid, secret, sql`true`)),
      }),
  },
});
