import { randomUUID } from "node:crypto";
import type { Guest, Shop } from "./server";
import { type Reply, Wire } from "./http-connection";

const contact = { name: "Leyla", email: "leyla@example.test", phone: "", address: null };

/** Puts one piece, to be picked up in `storeId`, into the bag of each guest. */
export async function fillBags({ sql }: Shop, guests: Guest[], variantId: string, storeId: string): Promise<void> {
  const line = { line_key: `${variantId}:${storeId}`, variant_id: variantId, fulfilment: "pickup", store_id: storeId };
  const rest = { quantity: 1, price_seen_minor: 12_900, currency: "AZN", version: 1 };
  const rows = guests.map((g) => ({ scope_id: g.shopperId, ...line, ...rest }));
  const bags = guests.map((g) => ({ scope_id: g.shopperId, currency: rest.currency }));
  for (let i = 0; i < rows.length; i += 2_000) {
    await sql`insert into cart ${sql(bags.slice(i, i + 2_000))} on conflict do nothing`;
    await sql`insert into cart_line ${sql(rows.slice(i, i + 2_000))}`;
  }
}

const addressOf = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/** A connection of the `n`th buyer. */
export const wireOf = (shop: Shop, n: number): Wire => new Wire(shop.port, addressOf(n));

export const appCodeOf = (reply: Reply): string => JSON.parse(reply.body).error?.data?.appCode ?? "";
const dataOf = <T>(reply: Reply): T => JSON.parse(reply.body).result?.data as T;

/** What the bag costs. Throws when the shop does not say. */
export async function quoteHash(wire: Wire, { cookie }: Guest): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({}));
  const reply = await wire.send("GET", `/api/trpc/checkout.quote?input=${input}`, { cookie });
  const quote = dataOf<{ hash: string } | undefined>(reply);
  if (!quote) throw new Error(`no quote: ${reply.body.slice(0, 200)}`);
  return quote.hash;
}

/** Orders the bag as quoted. */
export const place = (wire: Wire, { cookie }: Guest, hash: string): Promise<Reply> =>
  wire.send("POST", "/api/trpc/checkout.place", {
    cookie,
    body: { key: randomUUID(), quoteHash: hash, contact },
  });

/** Pays on the hosted page with a card that is good, and comes back to the shop. Gives the order's status as the shop tells it. */
export async function payAndReturn(wire: Wire, { cookie }: Guest, placed: Reply): Promise<string> {
  const { url } = dataOf<{ url: string }>(placed);
  const body = new URLSearchParams({
    number: "4242424242424242",
    email: "leyla@example.test",
    name: "L",
    expiry: "12 / 40",
    cvc: "123",
  });
  const paid = await fetch(url, { method: "POST", body, redirect: "manual" });
  const sessionId = new URL(paid.headers.get("location") ?? "", url).searchParams.get("session");
  const back = await wire.send("POST", "/api/trpc/checkout.returned", { cookie, body: { sessionId } });
  return dataOf<{ status: string } | undefined>(back)?.status ?? `refused: ${appCodeOf(back)}`;
}
