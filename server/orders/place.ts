import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import type { FulfilmentKind } from "@/db/schema/orders";
import { contactGiven } from "@/server/shoppers/contacts/resolve-contact";
import { take } from "@/server/inventory/commands";
import { freePieces } from "@/server/inventory/queries";
import { openingOf } from "@/server/payments/commands";
import { stripe } from "@/server/payments/provider";
import type { PaymentMethod } from "@/server/payments/schema";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { Announce, AtLast } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { announceOrder } from "./events";
import type { Planned, Priced } from "./quote/queries";
import { cardTakes, keepMinutes, maxOrderPieces, missingFor, sessionMinutes, vatRateBp } from "./quote/rules";
import type { DraftInput, Quote, Way } from "./quote/schema";
import { placeFree } from "./reactions";
import type { OrderRow } from "./schema";

/** Who buys, where and how it is to be paid. */
export type Placing = {
  ownerId: string | null;
  channel: "shop" | "tablet";
  till: { storeId: string; staffId: string } | null;
  method: PaymentMethod;
  /** As `assertPayable` let it pass. */
  priced: Priced;
  contact: DraftInput;
  locale: Ctx["locale"];
  by: By;
  /** The countries of the buyer's browser. */
  regions?: string[] | undefined;
  /** Leaves the taking of stock for the end of the transaction; without it that is done at once. */
  atLast?: AtLast;
};
type Take = typeof take;

/**
 * Throws what keeps what was priced from being bought as the buyer saw it: CART_EMPTY, UNKNOWN_VARIANT, OUT_OF_STOCK,
 * STORE_CLOSED, OTHER_CURRENCY, NO_VAT_RATE, QUOTE_CHANGED, TOO_MANY_PIECES, and by card CARD_MINIMUM, or PAYMENT_OFF where none
 * is taken. Looked at before the transaction, which would keep others waiting meanwhile.
 */
export function assertPayable({ quote }: Priced, quoteHash: string, method: PaymentMethod): void {
  const { lines, hash, total } = quote;
  if (lines.length === 0) throw new AppError("CART_EMPTY");
  const wrong = lines.find((l) => l.problem !== null);
  if (wrong?.problem) {
    const code = wrong.problem === "NO_DELIVERY" ? "QUOTE_CHANGED" : wrong.problem;
    throw new AppError(code, { variantId: wrong.variantId, available: wrong.available });
  }
  if (hash !== quoteHash) throw new AppError("QUOTE_CHANGED", { totalMinor: total.minor });
  const pieces = lines.reduce((sum, l) => sum + l.quantity, 0);
  if (pieces > maxOrderPieces) throw new AppError("TOO_MANY_PIECES", { limit: maxOrderPieces });
  if (method === "cash" || total.minor === 0) return;
  if (!cardTakes(quote)) throw new AppError("CARD_MINIMUM", { leastMinor: quote.cardFrom.minor });
  if (!stripe()) throw new AppError("PAYMENT_OFF");
}

const wayOf: Record<FulfilmentKind, Way["kind"]> = { delivery: "deliver", pickup: "pickup", counter: "counter" };

type Buyer = { contact: DraftInput; shopperId: string | null; regions?: string[] | undefined };

/**
 * Contact and address in their one form, for these parts of an order and the countries of their stores. Throws
 * CONTACT_NEEDED when these ways of getting the goods need more, CONTACT_WRONG (details: `field`) for what cannot be read.
 */
export async function contactFor(
  on: Db | Tx,
  parts: { kind: FulfilmentKind; country: string }[],
  { contact, shopperId, regions }: Buyer,
) {
  const ways = parts.map(({ kind }) => wayOf[kind]);
  const missing = missingFor(ways, contact);
  if (missing.length > 0) throw new AppError("CONTACT_NEEDED", { missing });
  const address = ways.includes("deliver") ? contact.address : null;
  const stores = parts.flatMap(({ kind, country }) => (kind === "delivery" ? [] : [country]));
  const act = address ? [address.country, ...stores] : stores;
  const read = async (field: "email" | "phone") => {
    if (!contact[field].trim()) return "";
    const { kind, value } = await contactGiven(contact[field], { field, act, shopperId, regions }, on);
    if (kind !== field) throw new AppError("CONTACT_WRONG", { field, why: field });
    return value;
  };
  return { contactName: contact.name, email: await read("email"), phone: await read("phone"), address };
}

const inMinutes = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

type Part = Planned & { id: string };

/** The rows of an order's lines: each belongs to the part that brings it. */
const goodsOf = (parts: Part[], { lines }: Quote) =>
  parts.flatMap(({ id: part, store, items }) =>
    items.flatMap(({ line, quantity }) => {
      const l = lines[line];
      if (!l) return [];
      const { variantId, title, option, price, lineKey } = l;
      const money = { price: price.minor, currency: price.currency, vat: vatRateBp(store.country) };
      return [{ part, store: store.id, variantId, title, option, quantity, lineKey, ...money }];
    }),
  );

const json = (of: unknown): SQL => sql`${of === null ? null : JSON.stringify(of)}::text::jsonb`;

/** Writes all rows of an order by one statement, unless the goods have gone meanwhile. Throws OUT_OF_STOCK, ORDER_OPEN. */
async function insertOrder(tx: Tx, placing: Placing, parts: Part[]): Promise<string> {
  const { quote, at } = placing.priced;
  const { contactName, email, phone, address } = await contactFor(
    tx,
    parts.map(({ kind, store }) => ({ kind, country: store.country })),
    { ...placing, shopperId: placing.ownerId },
  );
  const { goods, delivery, total } = quote;
  const till = placing.till ?? { storeId: null, staffId: null };
  const vat = quote.vat.map(({ country, rateBp, amount }) => ({ country, rateBp, minor: amount.minor }));
  const fulfilments = parts.map(({ id, kind, store }) => ({ id, kind, store: store.id }));
  const money = { amountMinor: total.minor, currency: total.currency };
  const [made] = await tx.execute<{ id: string | null; lack: { variantId: string; available: number } | null }>(sql`
    with bought as (
      select * from jsonb_to_recordset(${json(goodsOf(parts, quote))}) as x(part uuid, store uuid, "variantId" uuid,
        title jsonb, option text, quantity int, "lineKey" text, price int, currency text, vat int)
    ), lack as (
      select g."variantId", coalesce(${freePieces}, 0)::int as available
      from (select "variantId", store, sum(quantity) as wanted from bought group by 1, 2) g
      left join stock_level l on l.variant_id = g."variantId" and l.store_id = g.store
      where coalesce(${freePieces}, 0) < g.wanted limit 1
    ), placed as (
      insert into customer_order (shopper_id, channel, store_id, staff_id, locale, contact_name, email, phone, address,
        goods_minor, delivery_minor, total_minor, vat, currency, quote_hash, expires_at)
      select ${placing.ownerId}::uuid, ${placing.channel}::text, ${till.storeId}::uuid, ${till.staffId}::uuid,
        ${placing.locale}::text, ${contactName}::text, ${email}::text, ${phone}::text, ${json(address)}, ${goods.minor}::int,
        ${delivery.minor}::int, ${total.minor}::int, ${json(vat)}, ${total.currency}::text, ${quote.hash}::text,
        ${inMinutes(at, keepMinutes).toISOString()}::timestamptz
      where not exists (select from lack)
      on conflict do nothing returning id
    ), parts as (
      insert into fulfilment (id, order_id, kind, store_id)
      select x.id, p.id, x.kind, x.store from placed p, jsonb_to_recordset(${json(fulfilments)})
        as x(id uuid, kind text, store uuid)
    ), goods as (
      insert into order_line (order_id, fulfilment_id, variant_id, title, option, quantity, line_key, price_minor, currency,
        vat_rate_bp)
      select p.id, x.part, x."variantId", x.title, x.option, x.quantity, x."lineKey", x.price, x.currency, x.vat
      from placed p, bought x
    ), told as (
      insert into order_event (order_id, kind, staff_id, amount_minor)
      select p.id, 'ordered', ${till.staffId}::uuid, ${total.minor}::int from placed p
    ), paying as (${total.minor > 0 ? openingOf({ method: placing.method, ...money, expiresAt: inMinutes(at, sessionMinutes) }) : sql`select`})
    select (select id from placed), (select to_json(lack) from lack) as lack`);
  if (made?.lack) throw new AppError("OUT_OF_STOCK", made.lack);
  if (!made?.id) throw new AppError("ORDER_OPEN");
  return made.id;
}

/**
 * Writes an order that waits for its payment, in one transaction of `commitWithChanges`: the pieces are held, nothing has
 * left the cart. One that costs nothing is placed at once, without a payment. Throws OUT_OF_STOCK, CONTACT_NEEDED,
 * CONTACT_WRONG, PAYMENT_OFF, and ORDER_OPEN when the buyer has another one waiting.
 */
export const placeInWith =
  (takeStock: Take) =>
  async (tx: Tx, announce: Announce, placing: Placing): Promise<OrderRow> => {
    const { quote, plan, at } = placing.priced;
    // With ids of their own: what is held is held for them.
    const parts = plan.map((part) => ({ ...part, id: randomUUID() }));
    const orderId = await insertOrder(tx, placing, parts);
    const ownerId = placing.ownerId ?? orderId;
    const hold = { ownerId, purpose: "order" as const, expiresAt: inMinutes(at, keepMinutes) };
    const requests = parts.map(({ id, store, items }) => ({
      ...{ ...hold, referenceId: id, storeId: store.id },
      items: items.map(({ line, quantity }) => ({ variantId: quote.lines[line]?.variantId ?? "", quantity })),
    }));
    if (quote.total.minor === 0) {
      await takeStock(tx, ...requests);
      return placeFree(tx, announce, orderId);
    }
    const row = await announceOrder(tx, announce, orderId, placing.by);
    // Everybody who wants these goods waits from here to the commit.
    if (placing.atLast) placing.atLast(() => takeStock(tx, ...requests));
    else await takeStock(tx, ...requests);
    return row;
  };

export const placeIn = placeInWith(take);
