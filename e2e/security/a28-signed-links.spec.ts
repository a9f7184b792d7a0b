import { randomUUID } from "node:crypto";
import * as links from "@/server/platform/http/signed-link";
import { signLink } from "@/server/platform/http/signed-link";
import { buyer, payOrder, placeOrder } from "@/server/testing/orders";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createPickup } from "./matrix/objects";
import { makeWorld } from "./matrix/world";
import { query, startBroken, type Target } from "./target";

/** One letter of a signature is another one. */
const alterSignature = (signature: string): string => `${signature.slice(0, -1)}${signature.endsWith("A") ? "Q" : "A"}`;

/** A28: what a signed link opens, with signatures that were made for something else, or by somebody else. */
async function run(target: Target) {
  const world = await makeWorld();
  const as = world.people.anonymous;
  const lines = [{ variantId: world.variantId, way: { kind: "pickup", storeId: world.store.id } as const }];
  const { id: orderId } = await placeOrder({ ownerId: world.people.customerA.shopperId, lines });
  await payOrder(orderId);
  const { pickupId, code } = await createPickup(world, "ready");
  const order = (input: object) => query(target, "orders.getByLink", { as, input: { orderId, ...input } });
  const pickup = (input: object) => query(target, "reservations.getByLink", { as, input: { pickupId, ...input } });
  const right = signLink("order", orderId);
  const rightPickup = signLink("pickup", pickupId);
  const unknown = await order({ orderId: randomUUID(), signature: right });
  const tries = {
    forged: await order({ signature: "A".repeat(22) }),
    changed: await order({ signature: alterSignature(right) }),
    "another order's": await order({ signature: signLink("order", randomUUID()) }),
    "for a reservation": await order({ signature: signLink("pickup", orderId) }),
    "of a reservation, forged": await pickup({ signature: "A".repeat(22) }),
    "of a reservation, another's": await pickup({ signature: signLink("pickup", randomUUID()) }),
    "of a reservation, for an order": await pickup({ signature: signLink("order", pickupId) }),
  };
  const through = Object.entries(tries).filter(([, { status }]) => status === 200);
  if (through.length > 0) return reportLetThrough(through.map(([name]) => name).join(", "));
  const told = Object.values(tries).some((r) => r.status !== unknown.status || r.code !== unknown.code);
  if (told) return reportLetThrough("a wrong signature is answered otherwise than an unknown id");
  const shown = await order({ signature: right });
  const shownPickup = await pickup({ signature: rightPickup });
  if (shown.status !== 200 || shownPickup.status !== 200) throw new Error("the link's holder sees nothing");
  const seen = JSON.stringify([shown.data, shownPickup.data]);
  const secrets = [buyer.name, buyer.email, buyer.phone, "Leyla", JSON.stringify(code)].filter(Boolean);
  const leaked = secrets.filter((secret) => seen.includes(secret));
  return leaked.length > 0
    ? reportLetThrough(`shows ${leaked.join(", ")}`)
    : reportRefused("7 signatures; the link's holder sees it");
}

registerAttack({
  id: "A28",
  title: "links to orders and reservations with signatures of one's own",
  run,
  mutants: {
    "the signature": () => startBroken(links, { isLinkSignature: () => true }),
  },
});
