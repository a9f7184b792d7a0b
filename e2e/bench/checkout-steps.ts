import { randomUUID } from "node:crypto";
import { HttpConnection, type Reply } from "./http-connection";
import type { BenchServer, Guest } from "./server";

const contact = { name: "Leyla", email: "leyla@example.test", phone: "", address: null };

/** Adds one item, picked up in `storeId`, to the cart of each guest. */
export async function fillCarts(
  { sql }: BenchServer,
  guests: Guest[],
  variantId: string,
  storeId: string,
): Promise<void> {
  const line = { line_key: `${variantId}:${storeId}`, variant_id: variantId, fulfilment: "pickup", store_id: storeId };
  const rest = { quantity: 1, price_seen_minor: 12_900, currency: "AZN", version: 1 };
  const rows = guests.map((g) => ({ scope_id: g.shopperId, ...line, ...rest }));
  const carts = guests.map((g) => ({ scope_id: g.shopperId, currency: rest.currency }));
  for (let i = 0; i < rows.length; i += 2_000) {
    await sql.insert("cart", carts.slice(i, i + 2_000), "on conflict do nothing");
    await sql.insert("cart_line", rows.slice(i, i + 2_000));
  }
}

const getAddress = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/** A connection of the `n`th shopper. */
export const openConnection = (shop: BenchServer, n: number): HttpConnection =>
  new HttpConnection(shop.port, getAddress(n));

export const getAppCode = (reply: Reply): string => JSON.parse(reply.body).error?.data?.appCode ?? "";
const getData = <T>(reply: Reply): T => JSON.parse(reply.body).result?.data as T;

/** Returns the quote of the cart. Throws when there is none. */
export async function fetchQuoteHash(wire: HttpConnection, { cookie }: Guest): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({}));
  const reply = await wire.send("GET", `/api/trpc/checkout.quote?input=${input}`, { cookie });
  const quote = getData<{ hash: string } | undefined>(reply);
  if (!quote) throw new Error(`no quote: ${reply.body.slice(0, 200)}`);
  return quote.hash;
}

/** Places the order as quoted. */
export const placeOrder = (wire: HttpConnection, { cookie }: Guest, hash: string): Promise<Reply> =>
  wire.send("POST", "/api/trpc/checkout.place", {
    cookie,
    body: { key: randomUUID(), quoteHash: hash, contact },
  });

/** Pays on the hosted page with a valid card and returns to the shop. Returns the order's status. */
export async function payAndReturn(wire: HttpConnection, { cookie }: Guest, placed: Reply): Promise<string> {
  const { url } = getData<{ url: string }>(placed);
  const body = new URLSearchParams({
    number: "4242424242424242",
    email: "leyla@example.test",
    name: "L",
    expiry: "12 / 40",
    cvc: "123",
  });
  const paid = await fetch(url, { method: "POST", body, redirect: "manual" });
  const sessionId = new URL(paid.headers.get("location") ?? "", url).searchParams.get("session");
  const back = await wire.send("POST", "/api/trpc/checkout.refresh", { cookie, body: { sessionId } });
  return getData<{ status: string } | undefined>(back)?.status ?? `refused: ${getAppCode(back)}`;
}
