import { type Buyer, buyersWith, placeBy, quoteOf } from "./shoppers";
import type { Answer } from "./api-client";
import { type House, sleep } from "./test-env";
import { shelf } from "./stocked-store";

type Heard = { at: number; kind: "browse" | "bag" | "order"; status: number; retryAfter: boolean; ms: number };

/**
 * People who look, open their bags and order, all the time until `stop`. `heard` has every answer, `orders` the ids of
 * orders that were acknowledged: whatever happens, those must be there afterwards.
 */
export async function traffic(house: House, everyMs = 150) {
  const { variantId } = await shelf(5_000);
  const buyers = await buyersWith(1_500, () => [{ variantId }]);
  const hash = await quoteOf(house, buyers[0] as Buyer);
  const heard: Heard[] = [];
  const orders = new Set<string>();
  const note = (kind: Heard["kind"], { status, headers, ms }: Answer) =>
    heard.push({ at: performance.now(), kind, status, retryAfter: headers["retry-after"] !== undefined, ms });
  const pending = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>) => {
    pending.add(work);
    void work.finally(() => pending.delete(work));
  };
  let n = 0;
  const turn = () => {
    const by = buyers[n++ % buyers.length] as Buyer;
    track(house.api.query("catalogue.list", { input: {} }).then((a) => note("browse", a)));
    track(house.api.query("cart.current", { cookie: by.cookie }).then((a) => note("bag", a)));
    if (n % 2) return;
    track(
      placeBy(house, by, hash).then((a) => {
        note("order", a);
        if (a.status === 200) orders.add(a.data.orderId);
      }),
    );
  };
  const timer = setInterval(turn, everyMs);
  return {
    heard,
    orders,
    /** The answers between two moments (performance.now). */
    between: (from: number, to: number) => heard.filter((h) => h.at >= from && h.at < to),
    async stop() {
      clearInterval(timer);
      await Promise.race([Promise.all(pending), sleep(20_000)]);
    },
  };
}
