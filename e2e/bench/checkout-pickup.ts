import { makeStore, stock } from "@/server/testing/factories";
import { fetchQuoteHash, fillCarts, openConnection, payAndReturn, placeOrder } from "./checkout-steps";
import { runCountedLoop } from "./measure";
import type { BenchServer, Guest } from "./server";

const clients = 10;
/** More carts than the loop can check out. */
const bags = 3_000;

/** From a filled cart to a paid order: quote, order, hosted page, return; each by a new guest. */
export async function checkoutPickup(shop: BenchServer) {
  const [variantId = ""] = await shop.variants(1);
  const store = await makeStore();
  await stock(variantId, store.id, bags);
  const guests: Guest[] = await shop.guests(bags);
  await fillCarts(shop, guests, variantId, store.id);
  let next = 0;
  const outcomes = new Map<string, number>();
  const buy = async () => {
    const n = next++;
    const guest = guests[n];
    if (!guest) throw new Error("the bags ran out");
    const wire = openConnection(shop, n);
    const begun = performance.now();
    const placed = await placeOrder(wire, guest, await fetchQuoteHash(wire, guest));
    const status =
      placed.status === 200 ? await payAndReturn(wire, guest, placed) : `refused: ${placed.body.slice(0, 120)}`;
    const ms = performance.now() - begun;
    wire.close();
    outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
    return ms;
  };
  const {
    rps,
    p95_ms,
    p99_ms: _,
    ...figures
  } = await runCountedLoop(
    shop,
    Array.from({ length: clients }, () => buy),
  );
  const counted = Object.fromEntries(outcomes);
  return [
    { metric: "checkout.pickup", concurrency: clients, orders_per_s: rps, p95_ms, ...figures, outcomes: counted },
  ];
}
