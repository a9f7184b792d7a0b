import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { lineKeyOf } from "@/server/cart/rules";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { buyer } from "@/server/testing/orders";
import type { ApiAnswer } from "./api-client";
import type { Shop } from "./test-env";

/** An item of a cart: delivered, or picked up in a store. */
export type CartItem = { variantId: string; quantity?: number; storeId?: string };
export type FaultShopper = { shopperId: string; cookie: string; key: string };

/** Guests with one device each and a filled cart; `goods` returns the items of the n-th. */
export async function createShoppers(count: number, goods: (n: number) => CartItem[]): Promise<FaultShopper[]> {
  const guests = Array.from({ length: count }, () => ({ id: randomUUID(), secret: generateSecret() }));
  const shoppers = JSON.stringify(guests.map(({ id, secret }) => ({ id, hash: sha256(secret) })));
  await db().execute(sql`insert into shopper (id, kind)
    select id, 'guest' from jsonb_to_recordset(${shoppers}::text::jsonb) as x(id uuid)`);
  await db().execute(sql`insert into shopper_device (shopper_id, secret_hash)
    select id, hash from jsonb_to_recordset(${shoppers}::text::jsonb) as x(id uuid, hash text)`);
  const lines = guests.flatMap(({ id }, n) =>
    goods(n).map(({ variantId, quantity = 1, storeId = null }) => {
      const way = storeId ? ({ kind: "pickup", storeId } as const) : ({ kind: "deliver" } as const);
      const key = lineKeyOf(variantId, way);
      return { scope: id, key, variant: variantId, way: way.kind, store: storeId, quantity };
    }),
  );
  await db().execute(sql`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb)
        as x(scope uuid, key text, variant uuid, way text, store uuid, quantity int)
    ), bags as (insert into cart (scope_id, currency) select distinct scope, 'AZN' from asked on conflict do nothing)
    insert into cart_line
      (scope_id, line_key, variant_id, fulfilment, store_id, quantity, price_seen_minor, currency, version)
    select scope, key, variant, way, store, quantity, 12900, 'AZN', 1 from asked`);
  return guests.map(({ id, secret }) => ({
    shopperId: id,
    cookie: signCookie("selvedge-guest", secret),
    key: randomUUID(),
  }));
}

/** The hash of a shopper's quote, as the checkout page shows it. Throws when it cannot be bought. */
export async function getQuoteHash({ api }: Shop, { cookie }: FaultShopper): Promise<string> {
  const quoted = await api.query("checkout.quote", { cookie, input: { country: "AZ" } });
  if (quoted.status !== 200) throw new Error(`no quote: ${quoted.status} ${quoted.code}`);
  return quoted.data.hash;
}

/** Places the order; fetches the quote when `quoteHash` is not given. */
export async function placeOrder(testEnv: Shop, by: FaultShopper, quoteHash?: string): Promise<ApiAnswer> {
  const hash = quoteHash ?? (await getQuoteHash(testEnv, by));
  const input = { key: by.key, quoteHash: hash, contact: buyer };
  return testEnv.api.mutate("checkout.place", { cookie: by.cookie, input });
}

/** Presses "Pay" on the hosted page; the status of its answer, 303 when it was paid. */
export async function payOnPage(url: string): Promise<number> {
  const body = new URLSearchParams({
    number: "4242424242424242",
    email: buyer.email,
    name: "A",
    expiry: "12 / 40",
    cvc: "123",
  });
  return (await fetch(url, { method: "POST", body, redirect: "manual" })).status;
}

/** Runs `work` for each of `list`, `width` at a time, and gives the results in order. */
export async function mapConcurrently<T, R>(
  list: T[],
  width: number,
  work: (item: T, n: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const runWorker = async () => {
    for (let n = next++; n < list.length; n = next++) results[n] = await work(list[n] as T, n);
  };
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, runWorker));
  return results;
}
