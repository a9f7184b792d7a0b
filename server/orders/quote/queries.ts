import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { checkoutDraft } from "@/db/schema/orders";
import { offerOf } from "@/server/inventory/queries";
import { leastByCard } from "@/server/payments/rules";
import type { ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { sha256 } from "@/server/platform/ids";
import { sumMoney, timesMoney } from "@/server/platform/money";
import type { StoreView } from "@/server/stores/schema";
import { bagFactsOf, type Facts as Found, factsOf } from "./inputs";
import { countryToBegin, deliveryOf, knowsVat, planParcels, vatIn, vatRateBp } from "./rules";
import type { CheckoutDraft, Quote, QuoteGroup, QuoteLine, QuoteProblem, Way } from "./schema";

/** A line that somebody wants to buy. */
export type Asked = { lineKey: string | null; variantId: string; quantity: number; way: Way };
/** Pieces of some lines that leave one store in one way. */
export type Planned = {
  kind: "delivery" | "pickup" | "counter";
  store: StoreView;
  items: { line: number; quantity: number }[];
};
export type Priced = { quote: Quote; plan: Planned[]; at: Date };
/** With the promises of the stores, each reckoned once a quote. */
type Facts = Found & { promises: Map<string, number | null> };

/** For whom, where to (ISO 3166; without it where the till's store is, or the shop), and from which till. */
export type QuoteFor = { ownerId: string | null; country: string | undefined; tillStoreId: string | null };
type Terms = QuoteFor & { country: string };

/** Equal goods got in the same way are one line, so that each shelf is asked once for all of them. */
function summed(asked: Asked[]): Asked[] {
  const lines = new Map<string, Asked>();
  for (const a of asked) {
    const key = `${a.variantId}:${a.way.kind === "pickup" ? a.way.storeId : a.way.kind}`;
    const had = lines.get(key);
    lines.set(key, had ? { ...had, quantity: had.quantity + a.quantity } : a);
  }
  return [...lines.values()];
}

/** When what is bought now would be ready in a store. */
function promise(store: StoreView, facts: Facts): number | null {
  const known = facts.promises.get(store.id);
  if (known !== undefined) return known;
  const { promisedAt } = offerOf(store, facts.at.getTime(), facts.waiting.get(store.id) ?? 0);
  facts.promises.set(store.id, promisedAt);
  return promisedAt;
}

/** Takes pieces off the remembered shelf; how many were there before. */
function claim(free: Facts["free"], storeId: string, variantId: string, quantity: number): number {
  const shelf = free.get(storeId);
  const had = Math.max(0, shelf?.get(variantId) ?? 0);
  if (had >= quantity) shelf?.set(variantId, had - quantity);
  return had;
}

type Judged = { problem: QuoteProblem | null; available: number };

function judgeInStore({ variantId, quantity, way }: Asked, facts: Facts, till: string | null): Judged {
  const store = facts.stores.get(way.kind === "pickup" ? way.storeId : (till ?? ""));
  if (!store) return { problem: "STORE_CLOSED", available: 0 };
  if (!knowsVat(store.country)) return { problem: "NO_VAT_RATE", available: 0 };
  const available = claim(facts.free, store.id, variantId, quantity);
  if (available < quantity) return { problem: "OUT_OF_STOCK", available };
  const closed = way.kind === "pickup" && promise(store, facts) === null;
  return { problem: closed ? "STORE_CLOSED" : null, available };
}

function judgeParcel({ variantId, quantity }: Asked, facts: Facts, country: string): Judged {
  const piecesOf = (stores: StoreView[]) =>
    stores.reduce((sum, { id }) => sum + Math.max(0, facts.free.get(id)?.get(variantId) ?? 0), 0);
  const available = piecesOf(sendersOf(facts));
  if (!deliveryOf(country, 0)) return { problem: "NO_DELIVERY", available };
  if (available >= quantity) return { problem: null, available };
  const elsewhere = piecesOf([...facts.stores.values()]) >= quantity;
  return { problem: elsewhere ? "NO_VAT_RATE" : "OUT_OF_STOCK", available };
}

/** The stores that may sell what is delivered. */
const sendersOf = (facts: Facts): StoreView[] => [...facts.stores.values()].filter((s) => knowsVat(s.country));

/** What is wrong with each line; pieces that one line takes are not there for the next. */
function judge(lines: Asked[], facts: Facts, { country, tillStoreId }: Terms): Judged[] {
  const judged = lines.map((line): Judged | null => {
    const goods = facts.goods.get(line.variantId);
    if (goods?.active !== true) return { problem: "UNKNOWN_VARIANT", available: 0 };
    // Delivery, drawers and the free delivery's limit are in the shop's currency.
    if (goods.currency !== env().CURRENCY) return { problem: "OTHER_CURRENCY", available: 0 };
    return line.way.kind === "deliver" ? null : judgeInStore(line, facts, tillStoreId);
  });
  return judged.map((j, i) => j ?? judgeParcel(lines[i] as Asked, facts, country));
}

function planOf(lines: QuoteLine[], facts: Facts, { country, tillStoreId }: Terms): Planned[] {
  const plan: Planned[] = [];
  const add = (kind: Planned["kind"], storeId: string, item: Planned["items"][number]) => {
    const store = facts.stores.get(storeId);
    const had = plan.find((p) => p.kind === kind && p.store.id === storeId);
    if (had) had.items.push(item);
    else if (store) plan.push({ kind, store, items: [item] });
  };
  const good = lines.map((line, i) => ({ ...line, i })).filter((l) => l.problem === null);
  for (const { way, quantity, i } of good) {
    if (way.kind === "pickup") add("pickup", way.storeId, { line: i, quantity });
    if (way.kind === "counter" && tillStoreId) add("counter", tillStoreId, { line: i, quantity });
  }
  const parcels = good.filter((l) => l.way.kind === "deliver");
  const shelves = sendersOf(facts).map((s) => ({
    ...{ storeId: s.id, country: s.country },
    pieces: facts.free.get(s.id) ?? new Map<string, number>(),
  }));
  for (const { storeId, items } of planParcels(parcels, shelves, country) ?? []) {
    for (const { variantId, quantity } of items) {
      const line = parcels.find((l) => l.variantId === variantId);
      if (line) add("delivery", storeId, { line: line.i, quantity });
    }
  }
  return plan;
}

/** VAT contained, by the selling stores' countries; the delivery is sold by the first store that sends. */
function vatOf(plan: Planned[], lines: QuoteLine[], deliveryMinor: number, currency: string): Quote["vat"] {
  const gross = new Map<string, number>();
  const add = (country: string, minor: number) => gross.set(country, (gross.get(country) ?? 0) + minor);
  for (const { store, items } of plan)
    for (const { line, quantity } of items) add(store.country, quantity * (lines[line]?.price.minor ?? 0));
  const sender = plan.find((p) => p.kind === "delivery");
  if (sender) add(sender.store.country, deliveryMinor);
  return [...gross].sort().map(([country, minor]) => {
    const rateBp = vatRateBp(country);
    return { country, rateBp, amount: { minor: vatIn(minor, rateBp), currency } };
  });
}

const placeOf = ({ id, name, address, timeZone }: StoreView) => ({ id, name, address, timeZone });

function groupsOf(lines: QuoteLine[], facts: Facts, till: string | null): QuoteGroup[] {
  const groups = new Map<string, QuoteGroup>();
  lines.forEach(({ way }, i) => {
    const storeId = way.kind === "pickup" ? way.storeId : way.kind === "counter" ? till : null;
    const store = facts.stores.get(storeId ?? "");
    const kind = way.kind === "deliver" ? ("delivery" as const) : way.kind;
    const ready = kind === "pickup" && store ? promise(store, facts) : null;
    const group = groups.get(`${kind}:${storeId}`) ?? {
      ...{ kind, store: store ? placeOf(store) : null, lines: [] },
      promisedAt: ready === null ? null : new Date(ready).toISOString(),
    };
    group.lines.push(i);
    groups.set(`${kind}:${storeId}`, group);
  });
  return [...groups.values()];
}

/** What these lines cost today, which store gives what, and what is wrong with them. Reads only. */
export async function priceOf(wanted: Asked[], terms: QuoteFor): Promise<Priced> {
  const asked = summed(wanted);
  const variantIds = [...new Set(asked.map((a) => a.variantId))];
  const pickupStoreIds = [...new Set(asked.flatMap((a) => (a.way.kind === "pickup" ? [a.way.storeId] : [])))];
  return reckon(asked, await factsOf({ variantIds, pickupStoreIds, ownerId: terms.ownerId }), terms);
}

/** As `priceOf`, for what is in a shopper's cart, delivered to `country`: where its owner typed, or the shop is, without it. */
export async function priceOfBag(shopperId: string, country: string | undefined): Promise<Priced> {
  const bag = await bagFactsOf(shopperId);
  const asked = bag.lines.map(({ lineKey, variantId, quantity, fulfilment }) => ({
    ...{ lineKey, variantId, quantity },
    way: fulfilment,
  }));
  const terms = { ownerId: shopperId, country: country || bag.country || undefined, tillStoreId: null };
  return reckon(summed(asked), bag.facts, terms);
}

const nothingOf = (currency: string) => ({ title: { en: "" }, option: "", minor: 0, currency });

function reckon(asked: Asked[], found: Found, { country, ...where }: QuoteFor): Priced {
  const facts = { ...found, promises: new Map() };
  const here = facts.stores.get(where.tillStoreId ?? "")?.country ?? env().COUNTRY;
  const terms = { ...where, country: country ?? countryToBegin(here) };
  const judged = judge(asked, facts, terms);
  const currency = env().CURRENCY;
  const lines = asked.map((a, i): QuoteLine => {
    const { title, option, ...price } = facts.goods.get(a.variantId) ?? nothingOf(currency);
    const { problem, available } = judged[i] as Judged;
    const money = { minor: price.minor, currency: price.currency };
    return { ...a, title, option, price: money, total: timesMoney(money, a.quantity), problem, available };
  });
  const plan = planOf(lines, facts, terms);
  const sumOf = (of: QuoteLine[]) =>
    sumMoney(
      of.filter((l) => l.problem !== "OTHER_CURRENCY").map((l) => l.total),
      currency,
    ).minor;
  const goods = sumOf(lines);
  const sent = sumOf(lines.filter((l) => l.way.kind === "deliver"));
  const toSend = lines.some((l) => l.way.kind === "deliver" && l.problem !== "OTHER_CURRENCY");
  const rate = sent > 0 ? deliveryOf(terms.country, sent) : null;
  const delivery = rate?.minor ?? 0;
  const money = (minor: number) => ({ minor, currency });
  const vat = vatOf(plan, lines, delivery, currency);
  const agreed = [
    lines.map((l) => [l.variantId, l.quantity, l.price.minor, l.way]),
    ...[delivery, goods + delivery, currency, vat, toSend ? terms.country : null],
  ];
  const quote: Quote = {
    ...{ lines, groups: groupsOf(lines, facts, terms.tillStoreId), goods: money(goods), delivery: money(delivery) },
    freeDeliveryFrom: rate ? money(rate.freeFrom) : null,
    total: money(goods + delivery),
    cardFrom: money(leastByCard(currency)),
    vat,
    country: terms.country,
    hash: sha256(JSON.stringify(agreed)),
    payable: lines.length > 0 && lines.every((l) => l.problem === null),
  };
  return { quote, plan, at: facts.at };
}

/** What the asking shopper's cart costs, delivered to `country` (see `priceOfBag`). */
export const quote = async ({ shopperId }: ShopperActor, country: string | undefined): Promise<Quote> =>
  (await priceOfBag(shopperId, country)).quote;

/** What a shopper has typed so far; null when nothing. */
export async function draftOf(shopperId: string, on: Db | Tx = db()): Promise<CheckoutDraft | null> {
  const [row] = await on.select().from(checkoutDraft).where(sql`${checkoutDraft.shopperId} = ${shopperId}`);
  if (!row) return null;
  const { name, email, phone, address, updatedAt } = row;
  return { name, email, phone, address, updatedAt: updatedAt.toISOString() };
}

/** The draft as a row of the shopper's scope. */
export async function draftRows(scopeId: string) {
  const row = await draftOf(scopeId);
  return row ? [{ entity: "checkout" as const, entityId: scopeId, row }] : [];
}
