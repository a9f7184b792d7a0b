import { makeStore, stock } from "@/server/testing/factories";
import { fetchQuoteHash, fillCarts, getAppCode, openConnection, payAndReturn, placeOrder } from "./checkout-steps";
import { computePercentile } from "./measure";
import type { BenchServer } from "./server";

const shopperCount = 10_000;
const units = 100;
const connections = 200;

/** Ten thousand shoppers for a hundred items, two hundred at once; who got an order pays it. */
export async function flashSale(shop: BenchServer) {
  const [variantId = ""] = await shop.variants(1);
  const store = await makeStore();
  await stock(variantId, store.id, units);
  const guests = await shop.guests(shopperCount);
  await fillCarts(shop, guests, variantId, store.id);
  const [first] = guests;
  if (!first) throw new Error("nobody came");
  const hash = await fetchQuoteHash(openConnection(shop, shopperCount), first);
  const samples: number[] = [];
  const counts = { orders: 0, paid: 0, refused: 0, errors_5xx: 0, other: 0 };
  let next = 0;
  const won: (() => Promise<string>)[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let n = next++; n < shopperCount; n = next++) {
        const guest = guests[n];
        if (!guest) return;
        const wire = openConnection(shop, n);
        const reply = await placeOrder(wire, guest, hash);
        samples.push(reply.ms);
        if (reply.status === 200) {
          counts.orders++;
          // By then the server has closed this connection, which was idle.
          won.push(() => {
            const later = openConnection(shop, n);
            return payAndReturn(later, guest, reply).finally(() => later.close());
          });
        } else if (reply.status >= 500) counts.errors_5xx++;
        else if (getAppCode(reply) === "OUT_OF_STOCK") counts.refused++;
        else counts.other++;
        wire.close();
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  for (const pay of won) if ((await pay().catch(() => "")) === "received") counts.paid++;
  const [level] = await shop.sql`select on_hand, reserved from stock_level where variant_id = ${variantId}`;
  return [
    {
      metric: "stock.flash_sale",
      buyers: shopperCount,
      units,
      connections,
      ...counts,
      p50_ms: computePercentile(samples, 0.5),
      p99_ms: computePercentile(samples, 0.99),
      seconds: Math.round(seconds * 10) / 10,
      on_hand: level?.on_hand,
      reserved: level?.reserved,
    },
  ];
}
