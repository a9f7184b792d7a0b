import { randomUUID } from "node:crypto";
import { HttpConnection, type Reply } from "./http-connection";
import type { BenchServer, Guest } from "./server";

const contact = { name: "Leyla", email: "leyla@example.test", phone: "", address: null };

/** Puts one piece, to be picked up in `storeId`, into the bag of each guest. */
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
    await sql`insert into cart ${sql(carts.slice(i, i + 2_000))} on conflict do nothing`;
    await sql`insert into cart_line ${sql(rows.slice(i, i + 2_000))}`;
  }
}

const getAddress = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/** A connection of the `n`th buyer. */
export const openConnection = (shop: BenchServer, n: number): HttpConnection =>
  new HttpConnection(shop.port, getAddress(n));

export const getAppCode = (reply: Reply): string => JSON.parse(reply.body).error?.data?.appCode ?? "";
const getData = <T>(reply: Reply): T => JSON.parse(reply.body).result?.data as T;

/** What the bag costs. Throws when the shop does not say. */
export async function fetchQuoteHash(wire: HttpConnection, { cookie }: Guest): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({}));
  const reply = await wire.send("GET", `/api/trpc/checkout.quote?input=${input}`, { cookie });
  const quote = getData<{ hash: string } | undefined>(reply);
  if (!quote) throw new Error(`no quote: ${reply.body.slice(0, 200)}`);
  return quote.hash;
}

/** Orders the bag as quoted. */
export const placeOrder = (wire: HttpConnection, { cookie }: Guest, hash: string): Promise<Reply> =>
  wire.send("POST", "/api/trpc/checkout.place", {
    cookie,
    body: { key: randomUUID(), quoteHash: hash, contact },
  });

/** Pays on the hosted page with a card that is good, and comes back to the shop. Gives the order's status as the shop tells it. */
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
