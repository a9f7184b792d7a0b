import { randomUUID } from "node:crypto";
import { makeStore, stock } from "@/server/testing/factories";
import { HttpConnection } from "./http-connection";
import type { BenchServer } from "./server";

/** Ten shoppers reserve the same variant at once in a store that has three. */
export async function oversell(shop: BenchServer) {
  const [variantId] = await shop.variants(1);
  if (!variantId) throw new Error("no variant was made");
  const store = await makeStore();
  await stock(variantId, store.id, 3);
  const guests = await shop.guests(10);
  const replies = await Promise.all(
    guests.map(async ({ cookie }) => {
      const wire = new HttpConnection(shop.port);
      const contact = { name: "Leyla", contact: "+994501234567" };
      const body = { key: randomUUID(), storeId: store.id, lines: [{ variantId, quantity: 1 }], contact };
      const reply = await wire.send("POST", "/api/trpc/reservations.create", { cookie, body });
      wire.close();
      return reply;
    }),
  );
  const refused = replies.filter((r) => JSON.parse(r.body).error?.data?.appCode === "OUT_OF_STOCK").length;
  const orders = replies.filter((r) => r.status === 200).length;
  return [{ metric: "stock.oversell", buyers: guests.length, units: 3, orders, refused_typed: refused }];
}
