import { randomUUID } from "node:crypto";
import { payOrder, placeOrder } from "@/server/testing/orders";
import { orderById } from "@/server/orders/queries";
import { receiptForWith } from "@/server/orders/receipt/queries";
import { orderIdSchema } from "@/server/orders/schema";
import { sharedOrderWith } from "@/server/orders/signed-links/queries";
import { signedPair } from "@/server/platform/http/cookies";
import { signatureOf } from "@/server/platform/http/signed-link";
import { ownerProcedure } from "@/server/trpc/init";
import { makeLimits } from "@/server/app/limits";
import { attack, letThrough, refused } from "./attack";
import { makeWorld, type World } from "./matrix/world";
import type { Person } from "./people";
import { routerWith } from "./router";
import { mutate, query, type Target, twin } from "./target";

/** A paid order of customer A's, collected in the consultant's store. */
async function boughtByA({ people, store, variantId }: World) {
  const way = { kind: "pickup", storeId: store.id } as const;
  const made = await placeOrder({ ownerId: people.customerA.shopperId, lines: [{ variantId, way }] });
  await payOrder(made.id);
  return made;
}

async function receipt({ url }: Target, id: string, as: Person, more = ""): Promise<number> {
  const cookie = [as.cookie, more].filter(Boolean).join("; ");
  const response = await fetch(`${url}/api/receipt/${id}.pdf`, { headers: { cookie, "x-surface": as.surface } });
  await response.arrayBuffer();
  return response.status;
}

/** Shows a link's signature, then fetches the receipt as that browser. */
async function bySignature(target: Target, id: string, as: Person, signature: string): Promise<number> {
  const headers = { cookie: as.cookie ?? "", "x-surface": as.surface, "x-signature": signature };
  const shown = await fetch(`${target.url}/api/receipt/${id}.pdf`, { method: "HEAD", headers });
  return receipt(target, id, as, shown.headers.getSetCookie()[0]?.split(";")[0]);
}

/** Asks as somebody else for an order by its id, number and address; names what came. */
async function reach(target: Target, as: Person, { id, number, email }: Awaited<ReturnType<typeof boughtByA>>) {
  const code = { number, address: email, code: "000000" };
  const hour = `${id}.${Date.now() + 3_600_000}`;
  const answers = {
    order: (await query(target, "orders.get", { as, input: { orderId: id } })).status,
    receipt: await receipt(target, id, as),
    "receipt by a cookie nobody signed": await receipt(target, id, as, `selvedge-order=${hour}.${"A".repeat(22)}`),
    "receipt by the signature of another cookie": await receipt(
      target,
      id,
      as,
      signedPair("selvedge-browser", hour).replace("selvedge-browser", "selvedge-order"),
    ),
    "receipt by another order's link": await bySignature(target, id, as, signatureOf("order", randomUUID())),
    "receipt by a link of another kind": await bySignature(target, id, as, signatureOf("pickup", id)),
    "look-up with a guessed code": (await mutate(target, "orders.lookUp.open", { as, input: code })).status,
  };
  return Object.entries(answers).flatMap(([name, status]) => (status === 200 ? [name] : []));
}

/** A5: an order and its receipt, asked for by id as another shopper, a guest, nobody, and a tablet. */
async function run(target: Target) {
  const world = await makeWorld();
  const { customerA, customerB, guest, anonymous, tablet } = world.people;
  const order = await boughtByA(world);
  const through: string[] = [];
  const strangers = { "another customer": customerB, "a guest": guest, nobody: anonymous, "a tablet": tablet };
  for (const [who, person] of Object.entries(strangers))
    for (const thing of await reach(target, person, order)) through.push(`${thing} by ${who}`);
  if ((await receipt(target, order.id, customerA)) !== 200) throw new Error("the owner gets no receipt");
  if ((await bySignature(target, order.id, anonymous, signatureOf("order", order.id))) !== 200)
    throw new Error("who holds the link gets no receipt");
  return through.length > 0
    ? letThrough(through.join(", "))
    : refused("7 ways × 4 strangers; the owner has it, and who holds the link");
}

/** Each twin counts its own requests: they come from one address. */
const counted = () => ({ limits: makeLimits() });

attack({
  id: "A5",
  title: "others' orders and receipts by id",
  run,
  twins: {
    "the owner's rule of a receipt": () => twin({ receiptFor: (_ctx, orderId) => orderById(orderId), ...counted() }),
    "the signature of a link": () => twin({ receiptFor: receiptForWith(sharedOrderWith(() => true)), ...counted() }),
    "the owner's rule of an order": () =>
      twin({
        ...counted(),
        router: routerWith(({ orders }) => ({
          orders: {
            ...orders,
            get: ownerProcedure.input(orderIdSchema).query(({ input }) => orderById(input.orderId)),
          },
        })),
      }),
  },
});
