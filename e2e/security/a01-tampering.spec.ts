import { randomUUID } from "node:crypto";
import { z } from "zod";
import { schemaV } from "@/server/operations/format.rules";
import { reserve } from "@/server/orders/pickup/reserve";
import type { ReserveInput } from "@/server/orders/pickup/schema";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { ownerProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createCustomer, type Person } from "./people";
import { buildRouter } from "./router";
import { mutate, query, startMutant, type Target } from "./target";

const priceMinor = 12_900;
const quantities: unknown[] = [-1, 0, 1e9, 1.5, Number.NaN, null, "2", [1], 2 ** 53];
/** What a shopper would like to say of the price. */
const prices = [{ priceMinor: 1 }, { price: { amountMinor: 1, currency: "AZN" } }, { currency: "RUB" }, { total: 0 }];
const contact = { name: "Eve", contact: "eve@example.test" };

type Goods = { storeId: string; variantId: string };

async function pushAdd(target: Target, as: Person & { shopperId: string }, args: object) {
  const op = { mid: 1, scope: as.shopperId, baseVersion: 0, at: 0, name: "cart.add", args };
  const answer = await mutate(target, "sync.push", { as, input: { clientId: randomUUID(), schemaV, ops: [op] } });
  const [result] = (answer.data as { results?: { outcome: string }[] } | undefined)?.results ?? [];
  return answer.status === 200 ? (result?.outcome ?? "?") : String(answer.status);
}

async function reserveAtPrice(target: Target, as: Person, { storeId, variantId }: Goods, line: object) {
  const input = { key: randomUUID(), storeId, lines: [{ variantId, quantity: 1, ...line }], contact };
  const answer = await mutate(target, "reservations.create", { as, input });
  return answer;
}

/** What was tampered with and not refused as bad input. */
async function tamper(target: Target, goods: Goods): Promise<string[]> {
  const through: string[] = [];
  for (const bad of [...quantities.map((quantity) => ({ quantity })), ...prices]) {
    const eve = await createCustomer("Eve");
    const said = JSON.stringify(bad);
    const args = { variantId: goods.variantId, fulfilment: { kind: "deliver" }, quantity: 1, ...bad };
    const added = await pushAdd(target, eve, args);
    if (added !== "rejected" && added !== "400") through.push(`bag ${said}: ${added}`);
    const { status } = await reserveAtPrice(target, eve, goods, bad);
    if (status !== 400) through.push(`reservation ${said}: ${status}`);
  }
  return through;
}

/** A1: wrong quantities and forged prices in the cart and in a reservation; then the honest price. */
async function run(target: Target) {
  const store = await makeStore();
  const product = await makeProduct(["M"], priceMinor);
  const goods = { storeId: store.id, variantId: product.variants[0]?.id ?? "" };
  await stock(goods.variantId, goods.storeId, 1_000);
  const through = await tamper(target, goods);
  const honest = await createCustomer();
  await pushAdd(target, honest, { variantId: goods.variantId, fulfilment: { kind: "deliver" }, quantity: 2 });
  const bag = await query(target, "cart.get", { as: honest });
  const [line] = (bag.data as { lines: { priceMinor: number; quantity: number }[] }).lines;
  const kept = await reserveAtPrice(target, honest, goods, {});
  const [piece] = (kept.data as { lines: { price: { amountMinor?: number; minor?: number } }[] }).lines;
  if (line?.priceMinor !== priceMinor || !JSON.stringify(piece).includes(String(priceMinor))) {
    through.push("the server's price did not rule");
  }
  return through.length > 0
    ? reportLetThrough(through.join(", "))
    : reportRefused(`${2 * (quantities.length + prices.length)} of as many; the server's price rules`);
}

const loose = z.looseObject({ lines: z.array(z.looseObject({})) });

registerAttack({
  id: "A1",
  title: "price, currency and quantity tampering",
  run,
  mutants: {
    "the strict schema of a reservation": () =>
      startMutant({
        router: buildRouter(({ reservations }) => ({
          reservations: {
            ...reservations,
            create: ownerProcedure
              .input(loose)
              .mutation(({ ctx, input }) => reserve(ctx, input as unknown as ReserveInput)),
          },
        })),
      }),
  },
});
