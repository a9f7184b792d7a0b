import { randomUUID } from "node:crypto";
import { createLimits } from "@/server/app/limits";
import { getOrder } from "@/server/orders/queries";
import { orderIdSchema } from "@/server/orders/schema";
import { signCookie } from "@/server/platform/http/cookies";
import * as links from "@/server/platform/http/signed-link";
import { signLink } from "@/server/platform/http/signed-link";
import { payOrder, placeOrder } from "@/server/testing/orders";
import { ownerProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { makeWorld, type World } from "./matrix/world";
import type { Person } from "./people";
import { buildRouter } from "./router";
import { mutate, query, startBroken, startMutant, type Target } from "./target";

/** A paid order of customer A's, collected in the consultant's store. */
async function createOrderOfA({ people, store, variantId }: World) {
  const way = { kind: "pickup", storeId: store.id } as const;
  const made = await placeOrder({ ownerId: people.customerA.shopperId, lines: [{ variantId, way }] });
  await payOrder(made.id);
  return made;
}

async function fetchReceipt({ url }: Target, id: string, as: Person, more = ""): Promise<number> {
  const cookie = [as.cookie, more].filter(Boolean).join("; ");
  const response = await fetch(`${url}/api/receipt/${id}.pdf`, { headers: { cookie, "x-surface": as.surface } });
  await response.arrayBuffer();
  return response.status;
}

/** Shows a link's signature, then fetches the receipt as that browser. */
async function fetchBySignature(target: Target, id: string, as: Person, signature: string): Promise<number> {
  const headers = { cookie: as.cookie ?? "", "x-surface": as.surface, "x-signature": signature };
  const shown = await fetch(`${target.url}/api/receipt/${id}.pdf`, { method: "HEAD", headers });
  return fetchReceipt(target, id, as, shown.headers.getSetCookie()[0]?.split(";")[0]);
}

/** Asks as somebody else for an order by its id, number and address; names what came. */
async function tryToReach(
  target: Target,
  as: Person,
  { id, number, email }: Awaited<ReturnType<typeof createOrderOfA>>,
) {
  const code = { number, address: email, code: "000000" };
  const hour = `${id}.${Date.now() + 3_600_000}`;
  const answers = {
    order: (await query(target, "orders.get", { as, input: { orderId: id } })).status,
    receipt: await fetchReceipt(target, id, as),
    "receipt by a cookie nobody signed": await fetchReceipt(target, id, as, `selvedge-order=${hour}.${"A".repeat(22)}`),
    "receipt by the signature of another cookie": await fetchReceipt(
      target,
      id,
      as,
      signCookie("selvedge-browser", hour).replace("selvedge-browser", "selvedge-order"),
    ),
    "receipt by another order's link": await fetchBySignature(target, id, as, signLink("order", randomUUID())),
    "receipt by a link of another kind": await fetchBySignature(target, id, as, signLink("pickup", id)),
    "look-up with a guessed code": (await mutate(target, "guestAccess.open", { as, input: code })).status,
  };
  return Object.entries(answers).flatMap(([name, status]) => (status === 200 ? [name] : []));
}

/** A5: an order and its receipt, requested by id as another shopper, a guest, nobody, and a tablet. */
async function run(target: Target) {
  const world = await makeWorld();
  const { customerA, customerB, guest, anonymous, tablet } = world.people;
  const order = await createOrderOfA(world);
  const through: string[] = [];
  const strangers = { "another customer": customerB, "a guest": guest, nobody: anonymous, "a tablet": tablet };
  for (const [who, person] of Object.entries(strangers))
    for (const thing of await tryToReach(target, person, order)) through.push(`${thing} by ${who}`);
  if ((await fetchReceipt(target, order.id, customerA)) !== 200) throw new Error("the owner gets no receipt");
  if ((await fetchBySignature(target, order.id, anonymous, signLink("order", order.id))) !== 200)
    throw new Error("who holds the link gets no receipt");
  return through.length > 0
    ? reportLetThrough(through.join(", "))
    : reportRefused("7 ways × 4 strangers; the owner has it, and who holds the link");
}

/** Each mutant counts its own requests: they come from one address. */
const withCounter = () => ({ limits: createLimits() });

registerAttack({
  id: "A5",
  title: "others' orders and receipts by id",
  run,
  mutants: {
    "the owner's rule of a receipt": () =>
      startMutant({ receiptFor: (_ctx, orderId) => getOrder(orderId), ...withCounter() }),
    "the signature of a link": () => startBroken(links, { isLinkSignature: () => true }, withCounter()),
    "the owner's rule of an order": () =>
      startMutant({
        ...withCounter(),
        router: buildRouter(({ orders }) => ({
          orders: {
            ...orders,
            get: ownerProcedure.input(orderIdSchema).query(({ input }) => getOrder(input.orderId)),
          },
        })),
      }),
  },
});
