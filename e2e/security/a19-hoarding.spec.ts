import { randomUUID } from "node:crypto";
import * as limits from "@/server/orders/pickup/limits";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { getSlot } from "./matrix/objects";
import { createCustomer, createGuest, type Person } from "./people";
import { askFrom, mutate, startBroken, startMutant, type Target } from "./target";

/** What one person may keep from others: three reservations of ten items, three appointments. */
const mostReserved = 3;
const mostBooked = 3;
/** What one address may reserve in a moment, however many guests it makes; see the table of limits. */
const mostOfAddress = 65;
const contact = { name: "Eve", contact: "eve@example.test" };

type Goods = { storeId: string; variantId: string };
const buildReservation = ({ storeId, variantId }: Goods, quantity = 1) => ({
  key: randomUUID(),
  storeId,
  lines: [{ variantId, quantity }],
  contact,
});

/** How many of `times` tries were taken. */
async function countAccepted(times: number, attempt: (i: number) => Promise<{ status: number }>): Promise<number> {
  let count = 0;
  for (let i = 0; i < times; i++) if ((await attempt(i)).status === 200) count++;
  return count;
}

/** Reserves as many guests, from one address. */
function reserveAs(target: Target, from: string, as: Person, goods: Goods) {
  return askFrom(target, {
    from,
    path: "/api/trpc/reservations.create",
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", cookie: as.cookie },
    body: JSON.stringify(buildReservation(goods)),
  });
}

/** A19: one person, then one address with a crowd of guests, takes all that can be taken; then somebody honest comes. */
async function run(target: Target) {
  const store = await makeStore({ rooms: 8 });
  const product = await makeProduct(["M"]);
  const goods = { storeId: store.id, variantId: product.variants[0]?.id ?? "" };
  await stock(goods.variantId, goods.storeId, 1_000);
  const eve = await createCustomer("Eve");
  const reserved = await countAccepted(12, () =>
    mutate(target, "reservations.create", { as: eve, input: buildReservation(goods, 10) }),
  );
  const booked = await countAccepted(12, (i) =>
    mutate(target, "fittings.book", {
      as: eve,
      input: {
        storeId: store.id,
        startsAt: getSlot(i + 2),
        contactName: "Eve",
        contact: contact.contact,
        key: randomUUID(),
      },
    }),
  );
  const crowd = await countAccepted(100, async () => reserveAs(target, "127.0.19.1", await createGuest(), goods));
  const honest = await createCustomer();
  const answer = await reserveAs(target, "127.0.19.2", honest, goods);
  if (answer.status !== 200) throw new Error(`an honest shopper was answered ${answer.status} ${answer.body}`);
  const said = `one person kept ${reserved} reservations and ${booked} appointments of 12, one address ${crowd} of 100`;
  const fair = reserved <= mostReserved && booked <= mostBooked && crowd <= mostOfAddress;
  return (fair ? reportRefused : reportLetThrough)(said);
}

registerAttack({
  id: "A19",
  title: "hoarding reservations and appointments",
  run,
  mutants: {
    "the cap of one person's reservations": () => startBroken(limits, { assertWithinLimits: async () => {} }),
    "limits by address": () => startMutant({ limits: { byAddress: async () => 0, byActor: async () => 0 } }),
  },
});
