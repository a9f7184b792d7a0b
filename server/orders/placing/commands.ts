import { randomUUID } from "node:crypto";
import type { Tx } from "@/db/client";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { take } from "@/server/inventory/commands";
import { openPayment } from "@/server/payments/commands";
import type { PaymentMethod } from "@/server/payments/schema";
import { contactOf } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { together } from "@/server/platform/transaction";
import type { Announce, AtLast } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { announceOrder, tellOrder } from "../announce/commands";
import { type Asked, type Planned, type Priced, priceOf, type QuoteFor } from "../checkout/queries";
import { keepMinutes, maxOrderPieces, missingFor, sessionMinutes, vatRateBp } from "../checkout/rules";
import type { DraftInput, Quote } from "../checkout/schema";
import type { OrderRow } from "../schema";

/** Who buys, where and how it is to be paid. */
export type Placing = {
  ownerId: string | null;
  channel: "shop" | "tablet";
  till: { storeId: string; staffId: string } | null;
  method: PaymentMethod;
  asked: Asked[];
  country: string;
  quoteHash: string;
  contact: DraftInput;
  locale: Ctx["locale"];
  by: By;
  /** Leaves the taking of stock for the end of the transaction; without it that is done at once. */
  atLast?: AtLast;
};
type Take = typeof take;

const termsOf = (p: Placing): QuoteFor => ({
  ownerId: p.ownerId,
  country: p.country,
  tillStoreId: p.till?.storeId ?? null,
});

/** Throws what keeps these lines from being bought as the buyer saw them. */
function assertPayable({ lines, hash, total }: Quote, agreed: string): void {
  if (lines.length === 0) throw new AppError("CART_EMPTY");
  const wrong = lines.find((l) => l.problem !== null);
  if (wrong?.problem) {
    const code = wrong.problem === "NO_DELIVERY" ? "QUOTE_CHANGED" : wrong.problem;
    throw new AppError(code, { variantId: wrong.variantId, available: wrong.available });
  }
  if (hash !== agreed) throw new AppError("QUOTE_CHANGED", { totalMinor: total.minor });
  const pieces = lines.reduce((sum, l) => sum + l.quantity, 0);
  if (pieces > maxOrderPieces) throw new AppError("TOO_MANY_PIECES", { limit: maxOrderPieces });
}

/** Contact and address in their written form. Throws CONTACT_NEEDED when these ways of getting the goods need more. */
function contactFor({ lines }: Quote, { contact }: Placing) {
  const email = contact.email ? contactOf(contact.email, env().COUNTRY) : "";
  const phone = contact.phone ? contactOf(contact.phone, contact.address?.country || env().COUNTRY) : "";
  const missing = missingFor(
    lines.map((l) => l.way.kind),
    contact,
  );
  if (email === null || phone === null) missing.push("contact");
  if (missing.length > 0) throw new AppError("CONTACT_NEEDED", { missing });
  const delivered = lines.some((l) => l.way.kind === "deliver");
  return {
    ...{ contactName: contact.name, email: email ?? "", phone: phone ?? "" },
    address: delivered ? contact.address : null,
  };
}

const inMinutes = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

async function insertOrder(tx: Tx, placing: Placing, { quote, at }: Priced): Promise<string> {
  const { currency } = quote.total;
  const [made] = await tx
    .insert(order)
    .values({
      ...{ shopperId: placing.ownerId, channel: placing.channel, ...placing.till, locale: placing.locale },
      ...contactFor(quote, placing),
      goodsMinor: quote.goods.minor,
      deliveryMinor: quote.delivery.minor,
      totalMinor: quote.total.minor,
      vat: quote.vat.map(({ country, rateBp, amount }) => ({ country, rateBp, minor: amount.minor })),
      ...{ currency, quoteHash: quote.hash, expiresAt: inMinutes(at, keepMinutes) },
    })
    .onConflictDoNothing()
    .returning({ id: order.id });
  if (!made) throw new AppError("ORDER_OPEN");
  return made.id;
}

/** The order's ways with ids of their own: what is held is held for them. */
async function insertParts(tx: Tx, orderId: string, { lines }: Quote, plan: Planned[]) {
  const parts = plan.map((p) => ({ ...p, id: randomUUID() }));
  const fulfilments = parts.map(({ id, kind, store }) => ({ id, orderId, kind, storeId: store.id }));
  const goods = parts.flatMap(({ id: fulfilmentId, store, items }) =>
    items.flatMap(({ line, quantity }) => {
      const l = lines[line];
      if (!l) return [];
      const { variantId, title, option, price, lineKey } = l;
      const money = { priceMinor: price.minor, vatRateBp: vatRateBp(store.country) };
      return [{ orderId, fulfilmentId, variantId, title, option, quantity, lineKey, ...money }];
    }),
  );
  await together([tx.insert(fulfilment).values(fulfilments), tx.insert(orderLine).values(goods)]);
  return parts;
}

/**
 * Writes an order that waits for its payment, in one transaction of `commitWithChanges`: the pieces are held, nothing has
 * left the cart. Throws CART_EMPTY, UNKNOWN_VARIANT, OUT_OF_STOCK, STORE_CLOSED, QUOTE_CHANGED, CONTACT_NEEDED,
 * TOO_MANY_PIECES, PAYMENT_OFF, and ORDER_OPEN when the buyer has another one waiting.
 */
export const placeInWith =
  (takeStock: Take) =>
  async (tx: Tx, announce: Announce, placing: Placing): Promise<OrderRow> => {
    const priced = await priceOf(placing.asked, termsOf(placing), tx);
    const { quote, plan, at } = priced;
    assertPayable(quote, placing.quoteHash);
    const orderId = await insertOrder(tx, placing, priced);
    const parts = await insertParts(tx, orderId, quote, plan);
    const { minor: amountMinor, currency } = quote.total;
    const paying = { method: placing.method, amountMinor, currency, expiresAt: inMinutes(at, sessionMinutes) };
    await together([
      openPayment(tx, { orderId, ...paying }),
      tellOrder(tx, orderId, { kind: "ordered", amountMinor, staffId: placing.till?.staffId ?? null }),
    ]);
    const row = await announceOrder(tx, announce, orderId, placing.by);
    const ownerId = placing.ownerId ?? orderId;
    const hold = { ownerId, purpose: "order" as const, expiresAt: inMinutes(at, keepMinutes) };
    const requests = parts.map(({ id, store, items }) => ({
      ...{ ...hold, referenceId: id, storeId: store.id },
      items: items.map(({ line, quantity }) => ({ variantId: quote.lines[line]?.variantId ?? "", quantity })),
    }));
    // Everybody who wants these goods waits from here to the commit.
    if (placing.atLast) placing.atLast(() => takeStock(tx, ...requests));
    else await takeStock(tx, ...requests);
    return row;
  };

export const placeIn = placeInWith(take);
