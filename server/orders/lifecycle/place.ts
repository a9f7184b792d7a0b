import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import type { FulfilmentKind } from "@/server/cart/schema";
import { holdStock } from "@/server/inventory/commands";
import { availableSql } from "@/server/inventory/queries";
import { insertPaymentSql } from "@/server/payments/commands";
import { getStripe } from "@/server/payments/provider";
import type { PaymentMethod } from "@/server/payments/schema";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { resolveTypedContact } from "@/server/shoppers/addresses/resolve-contact";
import type { Announce, BeforeCommit } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { announceOrder } from "../events";
import type { PlannedFulfilment, PricedQuote } from "../quote/queries";
import {
  canPayByCard,
  getVatRateBp,
  holdMinutes,
  listMissingFields,
  maxOrderQuantity,
  sessionMinutes,
} from "../quote/rules";
import type { DraftInput, Quote } from "../quote/schema";
import type { OrderRow } from "../schema";
import { placeFreeOrder } from "./reactions";

/** Buyer, place and payment method. */
export type PlaceOrderInput = {
  ownerId: string | null;
  channel: "shop" | "tablet";
  register: { storeId: string; staffId: string } | null;
  method: PaymentMethod;
  /** As `assertPayable` passed it. */
  priced: PricedQuote;
  contact: DraftInput;
  locale: Ctx["locale"];
  by: By;
  /** The countries of the buyer's browser, for parsing phone numbers. */
  regions?: string[] | undefined;
  /** Postpones the stock update to the end of the transaction; without it, stock is held at once. */
  beforeCommit?: BeforeCommit;
  /** Holds the items; `holdStock` by default. */
  holdItems?: typeof holdStock;
};

/**
 * Asserts that the quote can be bought as the buyer saw it. Throws CART_EMPTY, UNKNOWN_VARIANT, OUT_OF_STOCK,
 * STORE_CLOSED, OTHER_CURRENCY, NO_VAT_RATE, QUOTE_CHANGED, TOO_MANY_PIECES, and by card CARD_MINIMUM, or PAYMENT_DISABLED
 * without a provider. Runs before the transaction, which would keep others waiting meanwhile.
 */
export function assertPayable({ quote }: PricedQuote, quoteHash: string, method: PaymentMethod): void {
  const { lines, hash, total } = quote;
  if (lines.length === 0) throw new AppError("CART_EMPTY");
  const problemLine = lines.find((l) => l.problem !== null);
  if (problemLine?.problem) {
    const code = problemLine.problem === "NO_DELIVERY" ? "QUOTE_CHANGED" : problemLine.problem;
    throw new AppError(code, { variantId: problemLine.variantId, available: problemLine.available });
  }
  if (hash !== quoteHash) throw new AppError("QUOTE_CHANGED", { totalMinor: total.minor });
  const totalQuantity = lines.reduce((sum, l) => sum + l.quantity, 0);
  if (totalQuantity > maxOrderQuantity) throw new AppError("TOO_MANY_PIECES", { limit: maxOrderQuantity });
  if (method === "cash" || total.minor === 0) return;
  if (!canPayByCard(quote)) throw new AppError("CARD_MINIMUM", { leastMinor: quote.cardFrom.minor });
  if (!getStripe()) throw new AppError("PAYMENT_DISABLED");
}

type ContactInput = { contact: DraftInput; shopperId: string | null; regions?: string[] | undefined };

/**
 * Normalises contact and address for these fulfilments and the countries of their stores. Throws CONTACT_NEEDED when a
 * fulfilment method needs more, CONTACT_WRONG (details: `field`) for an unreadable value.
 */
export async function resolveContact(
  on: Db | Tx,
  parts: { kind: FulfilmentKind; country: string }[],
  { contact, shopperId, regions }: ContactInput,
) {
  const methods = parts.map(({ kind }) => kind);
  const missing = listMissingFields(methods, contact);
  if (missing.length > 0) throw new AppError("CONTACT_NEEDED", { missing });
  const address = methods.includes("deliver") ? contact.address : null;
  const stores = parts.flatMap(({ kind, country }) => (kind === "deliver" ? [] : [country]));
  const act = address ? [address.country, ...stores] : stores;
  const read = async (field: "email" | "phone") => {
    if (!contact[field].trim()) return "";
    const { kind, value } = await resolveTypedContact(contact[field], { field, act, shopperId, regions }, on);
    if (kind !== field) throw new AppError("CONTACT_WRONG", { field, why: field });
    return value;
  };
  return { contactName: contact.name, email: await read("email"), phone: await read("phone"), address };
}

const addMinutes = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

type PlannedPart = PlannedFulfilment & { id: string };

/** Builds the rows of an order's lines: each belongs to the fulfilment that supplies it. */
const toLineRows = (parts: PlannedPart[], { lines }: Quote) =>
  parts.flatMap(({ id: part, store, items }) =>
    items.flatMap(({ line, quantity }) => {
      const l = lines[line];
      if (!l) return [];
      const { variantId, title, option, price, lineKey } = l;
      const money = { price: price.minor, currency: price.currency, vat: getVatRateBp(store.country) };
      return [{ part, store: store.id, variantId, title, option, quantity, lineKey, ...money }];
    }),
  );

const toJsonb = (of: unknown): SQL => sql`${of === null ? null : JSON.stringify(of)}::text::jsonb`;

/** Inserts all rows of an order by one statement, unless stock is gone. Throws OUT_OF_STOCK, ORDER_OPEN. */
async function insertOrderRows(tx: Tx, order: PlaceOrderInput, parts: PlannedPart[]): Promise<string> {
  const { quote, at } = order.priced;
  const { contactName, email, phone, address } = await resolveContact(
    tx,
    parts.map(({ kind, store }) => ({ kind, country: store.country })),
    { ...order, shopperId: order.ownerId },
  );
  const { goods, delivery, total } = quote;
  const register = order.register ?? { storeId: null, staffId: null };
  const vat = quote.vat.map(({ country, rateBp, amount }) => ({ country, rateBp, minor: amount.minor }));
  const fulfilments = parts.map(({ id, kind, store }) => ({ id, kind, store: store.id }));
  const money = { amountMinor: total.minor, currency: total.currency };
  const [inserted] = await tx.execute<{
    id: string | null;
    shortage: { variantId: string; available: number } | null;
  }>(sql`
    with item as (
      select * from jsonb_to_recordset(${toJsonb(toLineRows(parts, quote))}) as x(part uuid, store uuid, "variantId" uuid,
        title jsonb, option text, quantity int, "lineKey" text, price int, currency text, vat int)
    ), shortage as (
      select g."variantId", coalesce(${availableSql("l")}, 0)::int as available
      from (select "variantId", store, sum(quantity) as wanted from item group by 1, 2) g
      left join stock_level l on l.variant_id = g."variantId" and l.store_id = g.store
      where coalesce(${availableSql("l")}, 0) < g.wanted limit 1
    ), placed as (
      insert into customer_order (shopper_id, channel, store_id, staff_id, locale, contact_name, email, phone, address,
        goods_minor, delivery_minor, total_minor, vat, currency, quote_hash, expires_at)
      select ${order.ownerId}::uuid, ${order.channel}::text, ${register.storeId}::uuid, ${register.staffId}::uuid,
        ${order.locale}::text, ${contactName}::text, ${email}::text, ${phone}::text, ${toJsonb(address)}, ${goods.minor}::int,
        ${delivery.minor}::int, ${total.minor}::int, ${toJsonb(vat)}, ${total.currency}::text, ${quote.hash}::text,
        ${addMinutes(at, holdMinutes).toISOString()}::timestamptz
      where not exists (select from shortage)
      on conflict do nothing returning id
    ), part as (
      insert into fulfilment (id, order_id, kind, store_id)
      select x.id, p.id, x.kind, x.store from placed p, jsonb_to_recordset(${toJsonb(fulfilments)})
        as x(id uuid, kind text, store uuid)
    ), line as (
      insert into order_line (order_id, fulfilment_id, variant_id, title, option, quantity, line_key, price_minor, currency,
        vat_rate_bp)
      select p.id, x.part, x."variantId", x.title, x.option, x.quantity, x."lineKey", x.price, x.currency, x.vat
      from placed p, item x
    ), event as (
      insert into order_event (order_id, kind, staff_id, amount_minor)
      select p.id, 'ordered', ${register.staffId}::uuid, ${total.minor}::int from placed p
    ), paying as (${total.minor > 0 ? insertPaymentSql({ method: order.method, ...money, expiresAt: addMinutes(at, sessionMinutes) }) : sql`select`})
    select (select id from placed), (select to_json(shortage) from shortage) as shortage`);
  if (inserted?.shortage) throw new AppError("OUT_OF_STOCK", inserted.shortage);
  if (!inserted?.id) throw new AppError("ORDER_OPEN");
  return inserted.id;
}

/**
 * Inserts a pending order, in one transaction of `commitWithChanges`: the items are held, and the cart is unchanged. A
 * free order is placed at once, without a payment. Throws OUT_OF_STOCK, CONTACT_NEEDED, CONTACT_WRONG, PAYMENT_DISABLED, and
 * ORDER_OPEN when the buyer has another pending order.
 */
export async function insertOrder(tx: Tx, announce: Announce, order: PlaceOrderInput): Promise<OrderRow> {
  const { holdItems = holdStock } = order;
  const { quote, plan, at } = order.priced;
  // With ids of their own, which the holds refer to.
  const parts = plan.map((part) => ({ ...part, id: randomUUID() }));
  const orderId = await insertOrderRows(tx, order, parts);
  const ownerId = order.ownerId ?? orderId;
  const holdTerms = { ownerId, purpose: "order" as const, expiresAt: addMinutes(at, holdMinutes) };
  const requests = parts.map(({ id, store, items }) => ({
    ...holdTerms,
    referenceId: id,
    storeId: store.id,
    items: items.map(({ line, quantity }) => ({ variantId: quote.lines[line]?.variantId ?? "", quantity })),
  }));
  if (quote.total.minor === 0) {
    await holdItems(tx, ...requests);
    return placeFreeOrder(tx, announce, orderId);
  }
  const row = await announceOrder(tx, announce, { orderId, by: order.by });
  // All buyers of these items wait from here to the commit.
  if (order.beforeCommit) order.beforeCommit(() => holdItems(tx, ...requests));
  else await holdItems(tx, ...requests);
  return row;
}
