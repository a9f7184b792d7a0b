import type { ApiAnswer } from "./api-client";
import { createShoppers, type FaultShopper, getQuoteHash, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { sleep, type TestEnv } from "./test-env";

type TrafficSample = { at: number; kind: "browse" | "bag" | "order"; status: number; retryAfter: boolean; ms: number };

/**
 * Shoppers who browse, open their carts and order until `stop`. `heard` has every response, `orders` the ids of
 * acknowledged orders: those must exist afterwards, whatever happens.
 */
export async function startTraffic(testEnv: TestEnv, everyMs = 150) {
  const { variantId } = await createStockedStore(5_000);
  const shoppers = await createShoppers(1_500, () => [{ variantId }]);
  const hash = await getQuoteHash(testEnv, shoppers[0] as FaultShopper);
  const samples: TrafficSample[] = [];
  const orders = new Set<string>();
  const recordSample = (kind: TrafficSample["kind"], { status, headers, ms }: ApiAnswer) =>
    samples.push({ at: performance.now(), kind, status, retryAfter: headers["retry-after"] !== undefined, ms });
  const pending = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>) => {
    pending.add(work);
    void work.finally(() => pending.delete(work));
  };
  let n = 0;
  const sendRequests = () => {
    const by = shoppers[n++ % shoppers.length] as FaultShopper;
    track(testEnv.api.query("catalogue.list", { input: {} }).then((a) => recordSample("browse", a)));
    track(testEnv.api.query("cart.get", { cookie: by.cookie }).then((a) => recordSample("bag", a)));
    if (n % 2) return;
    track(
      placeOrder(testEnv, by, hash).then((a) => {
        recordSample("order", a);
        if (a.status === 200) orders.add(a.data.orderId);
      }),
    );
  };
  const timer = setInterval(sendRequests, everyMs);
  return {
    heard: samples,
    orders,
    /** The answers between two moments (performance.now). */
    between: (from: number, to: number) => samples.filter((h) => h.at >= from && h.at < to),
    async stop() {
      clearInterval(timer);
      await Promise.race([Promise.all(pending), sleep(20_000)]);
    },
  };
}
