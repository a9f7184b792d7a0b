import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { stockLevel } from "@/db/schema/inventory";
import { refund } from "@/db/schema/payments";
import type { ReturnItemsInput } from "@/server/orders/returns/schema";
import { makeConsultant, makeProduct, makeStore, stock } from "./factories";
import { paidOrder } from "./paid-order";

type Given = { paid?: number; quantity?: number; method?: "card_terminal" | "cash"; country?: string };

/** A quantity in M bought in one store; another store has S, L and the cheaper and dearer ones, two of each. */
export async function boughtForExchange({
  paid = 12_900,
  quantity = 1,
  method = "card_terminal",
  country = "AZ",
}: Given = {}) {
  const sold = await makeStore();
  const here = await makeStore({ country });
  const { variants } = await makeProduct(["M", "L", "S", "cheap", "dear"]);
  const ids = Object.fromEntries(variants.map((v) => [v.option1, v.id])) as Record<
    "M" | "L" | "S" | "cheap" | "dear",
    string
  >;
  await cost(ids.cheap, 11_900);
  await cost(ids.dear, 13_900);
  for (const id of [ids.L, ids.S, ids.cheap, ids.dear]) await stock(id, here.id, 2);
  const rauf = await makeConsultant(here.id);
  const lines = [{ variantId: ids.M, quantity, priceMinor: paid }];
  const order = await paidOrder({ storeId: sold.id, kind: "in_store", received: true, lines, method });
  const swap = (
    instead: string,
    priceMinor: number,
    part: Partial<ReturnItemsInput["lines"][number]> = {},
  ): ReturnItemsInput => ({
    key: randomUUID(),
    orderId: order.id,
    lines: [
      {
        lineId: order.lines[0]?.id ?? "",
        quantity: 1,
        reason: "size",
        restocked: "shelf",
        instead: { variantId: instead, priceMinor },
        ...part,
      },
    ],
  });
  const refunds = async () =>
    (await db().select().from(refund).where(eq(refund.orderId, order.id))).map((r) => r.amountMinor);
  const onHand = async (variantId: string) =>
    (
      await db()
        .select()
        .from(stockLevel)
        .where(and(eq(stockLevel.storeId, here.id), eq(stockLevel.variantId, variantId)))
    )[0]?.onHand ?? 0;
  return { ids, sold, here, rauf, order, swap, refunds, onHand };
}

/** Changes a variant's price. */
export const cost = (id: string, priceMinor: number) =>
  db().update(variant).set({ priceMinor }).where(eq(variant.id, id));
