import type { FulfilmentKind, FulfilmentMethod } from "@/server/cart/schema";
import { computePickupTimes } from "@/server/inventory/queries";
import { getCardMinimum } from "@/server/payments/rules";
import type { ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { sha256 } from "@/server/platform/ids";
import { multiplyMoney, sumMoney } from "@/server/platform/money";
import type { StoreView } from "@/server/stores/schema";
import { type QuoteInputs as Found, getCartInputs, getQuoteInputs } from "./inputs";
import {
  computeContainedVat,
  getDefaultCountry,
  getDeliveryRate,
  getVatRateBp,
  hasVatRate,
  planShipments,
} from "./rules";
import type { Quote, QuoteGroup, QuoteLine, QuoteProblem } from "./schema";

/** A line that a buyer wants. */
export type QuoteItem = { lineKey: string | null; variantId: string; quantity: number; way: FulfilmentMethod };
/** Quantities of some lines that leave one store by one fulfilment method. */
export type PlannedFulfilment = {
  kind: FulfilmentKind;
  store: StoreView;
  items: { line: number; quantity: number }[];
};
export type PricedQuote = { quote: Quote; plan: PlannedFulfilment[]; at: Date };
/** With the stores' promises, each computed once per quote. */
type QuoteContext = Found & { promises: Map<string, number | null> };

/**
 * The owner of the holds, the destination (ISO 3166; by default the register's store's country, or the shop's), and the
 * register's store.
 */
export type QuoteTerms = { ownerId: string | null; country: string | undefined; registerStoreId: string | null };
type ResolvedTerms = QuoteTerms & { country: string };

/**
 * Merges equal items with the same fulfilment method into one line, so that each stock level is checked once for all of
 * them.
 */
function mergeEqualItems(requested: QuoteItem[]): QuoteItem[] {
  const lines = new Map<string, QuoteItem>();
  for (const a of requested) {
    const key = `${a.variantId}:${a.way.kind === "pickup" ? a.way.storeId : a.way.kind}`;
    const existing = lines.get(key);
    lines.set(key, existing ? { ...existing, quantity: existing.quantity + a.quantity } : a);
  }
  return [...lines.values()];
}

/** When an order placed now would be ready in a store. */
function getPromisedAt(store: StoreView, context: QuoteContext): number | null {
  const known = context.promises.get(store.id);
  if (known !== undefined) return known;
  const { promisedAt } = computePickupTimes(store, context.at.getTime(), context.workloads.get(store.id) ?? 0);
  context.promises.set(store.id, promisedAt);
  return promisedAt;
}

/** Deducts from the remaining stock; returns the quantity before. */
function deductAvailable(
  free: QuoteContext["available"],
  { storeId, variantId, quantity }: { storeId: string; variantId: string; quantity: number },
): number {
  const levels = free.get(storeId);
  const existing = Math.max(0, levels?.get(variantId) ?? 0);
  if (existing >= quantity) levels?.set(variantId, existing - quantity);
  return existing;
}

type LineCheck = { problem: QuoteProblem | null; available: number };

function checkInStore(
  { variantId, quantity, way: method }: QuoteItem,
  context: QuoteContext,
  registerStore: string | null,
): LineCheck {
  const store = context.stores.get(method.kind === "pickup" ? method.storeId : (registerStore ?? ""));
  if (!store) return { problem: "STORE_CLOSED", available: 0 };
  if (!hasVatRate(store.country)) return { problem: "NO_VAT_RATE", available: 0 };
  const available = deductAvailable(context.available, { storeId: store.id, variantId, quantity });
  if (available < quantity) return { problem: "OUT_OF_STOCK", available };
  const closed = method.kind === "pickup" && getPromisedAt(store, context) === null;
  return { problem: closed ? "STORE_CLOSED" : null, available };
}

function checkDelivery({ variantId, quantity }: QuoteItem, context: QuoteContext, country: string): LineCheck {
  const sumAvailable = (stores: StoreView[]) =>
    stores.reduce((sum, { id }) => sum + Math.max(0, context.available.get(id)?.get(variantId) ?? 0), 0);
  const available = sumAvailable(filterShippingStores(context));
  if (!getDeliveryRate(country, 0)) return { problem: "NO_DELIVERY", available };
  if (available >= quantity) return { problem: null, available };
  const elsewhere = sumAvailable([...context.stores.values()]) >= quantity;
  return { problem: elsewhere ? "NO_VAT_RATE" : "OUT_OF_STOCK", available };
}

/** The stores that may ship. */
const filterShippingStores = (context: QuoteContext): StoreView[] =>
  [...context.stores.values()].filter((s) => hasVatRate(s.country));

/** Checks each line; stock used by one line is not available to the next. */
function checkLines(
  lines: QuoteItem[],
  context: QuoteContext,
  { country, registerStoreId }: ResolvedTerms,
): LineCheck[] {
  const checks = lines.map((line): LineCheck | null => {
    const goods = context.variants.get(line.variantId);
    if (goods?.active !== true) return { problem: "UNKNOWN_VARIANT", available: 0 };
    // Delivery rates, registers and the free delivery's limit are in the shop's currency.
    if (goods.currency !== env().CURRENCY) return { problem: "OTHER_CURRENCY", available: 0 };
    return line.way.kind === "deliver" ? null : checkInStore(line, context, registerStoreId);
  });
  return checks.map((check, i) => check ?? checkDelivery(lines[i] as QuoteItem, context, country));
}

function planFulfilments(
  lines: QuoteLine[],
  context: QuoteContext,
  { country, registerStoreId }: ResolvedTerms,
): PlannedFulfilment[] {
  const plan: PlannedFulfilment[] = [];
  const add = (kind: PlannedFulfilment["kind"], storeId: string, item: PlannedFulfilment["items"][number]) => {
    const store = context.stores.get(storeId);
    const existing = plan.find((p) => p.kind === kind && p.store.id === storeId);
    if (existing) existing.items.push(item);
    else if (store) plan.push({ kind, store, items: [item] });
  };
  const valid = lines.map((line, i) => ({ ...line, i })).filter((l) => l.problem === null);
  for (const { way: method, quantity, i } of valid) {
    if (method.kind === "pickup") add("pickup", method.storeId, { line: i, quantity });
    if (method.kind === "in_store" && registerStoreId) add("in_store", registerStoreId, { line: i, quantity });
  }
  const deliveries = valid.filter((l) => l.way.kind === "deliver");
  const stocks = filterShippingStores(context).map((s) => ({
    storeId: s.id,
    country: s.country,
    quantities: context.available.get(s.id) ?? new Map<string, number>(),
  }));
  for (const { storeId, items } of planShipments(deliveries, stocks, country) ?? []) {
    for (const { variantId, quantity } of items) {
      const line = deliveries.find((l) => l.variantId === variantId);
      if (line) add("deliver", storeId, { line: line.i, quantity });
    }
  }
  return plan;
}

/** VAT contained, by the selling stores' countries; the delivery is sold by the first store that ships. */
function computeVat(
  plan: PlannedFulfilment[],
  lines: QuoteLine[],
  { deliveryMinor, currency }: { deliveryMinor: number; currency: string },
): Quote["vat"] {
  const gross = new Map<string, number>();
  const add = (country: string, minor: number) => gross.set(country, (gross.get(country) ?? 0) + minor);
  for (const { store, items } of plan)
    for (const { line, quantity } of items) add(store.country, quantity * (lines[line]?.price.minor ?? 0));
  const sender = plan.find((p) => p.kind === "deliver");
  if (sender) add(sender.store.country, deliveryMinor);
  return [...gross].sort().map(([country, minor]) => {
    const rateBp = getVatRateBp(country);
    return { country, rateBp, amount: { minor: computeContainedVat(minor, rateBp), currency } };
  });
}

const toStoreSummary = ({ id, name, address, timeZone }: StoreView) => ({ id, name, address, timeZone });

function groupLines(lines: QuoteLine[], context: QuoteContext, registerStore: string | null): QuoteGroup[] {
  const groups = new Map<string, QuoteGroup>();
  lines.forEach(({ way: method }, i) => {
    const storeId = method.kind === "pickup" ? method.storeId : method.kind === "in_store" ? registerStore : null;
    const store = context.stores.get(storeId ?? "");
    const { kind } = method;
    const ready = kind === "pickup" && store ? getPromisedAt(store, context) : null;
    const group = groups.get(`${kind}:${storeId}`) ?? {
      kind,
      store: store ? toStoreSummary(store) : null,
      lines: [],
      promisedAt: ready === null ? null : new Date(ready).toISOString(),
    };
    group.lines.push(i);
    groups.set(`${kind}:${storeId}`, group);
  });
  return [...groups.values()];
}

/** Computes what these lines cost today, which store supplies them, and what is wrong with them. Reads only. */
export async function priceItems(input: QuoteItem[], terms: QuoteTerms): Promise<PricedQuote> {
  const requested = mergeEqualItems(input);
  const variantIds = [...new Set(requested.map((a) => a.variantId))];
  const pickupStoreIds = [...new Set(requested.flatMap((a) => (a.way.kind === "pickup" ? [a.way.storeId] : [])))];
  return buildQuote(requested, await getQuoteInputs({ variantIds, pickupStoreIds, ownerId: terms.ownerId }), terms);
}

/** As `priceItems`, for a shopper's cart, delivered to `country`; by default to the draft's country, or the shop's. */
export async function priceCart(shopperId: string, country: string | undefined): Promise<PricedQuote> {
  const cart = await getCartInputs(shopperId);
  const requested = cart.lines.map(({ lineKey, variantId, quantity, fulfilment }) => ({
    lineKey,
    variantId,
    quantity,
    way: fulfilment,
  }));
  const terms = { ownerId: shopperId, country: country || cart.country || undefined, registerStoreId: null };
  return buildQuote(mergeEqualItems(requested), cart.inputs, terms);
}

const emptyVariant = (currency: string) => ({ title: { en: "" }, option: "", minor: 0, currency });

function buildQuote(requested: QuoteItem[], inputs: Found, { country, ...where }: QuoteTerms): PricedQuote {
  const context = { ...inputs, promises: new Map() };
  const here = context.stores.get(where.registerStoreId ?? "")?.country ?? env().COUNTRY;
  const terms = { ...where, country: country ?? getDefaultCountry(here) };
  const checks = checkLines(requested, context, terms);
  const currency = env().CURRENCY;
  const lines = requested.map((a, i): QuoteLine => {
    const { title, option, ...price } = context.variants.get(a.variantId) ?? emptyVariant(currency);
    const { problem, available } = checks[i] as LineCheck;
    const money = { minor: price.minor, currency: price.currency };
    return { ...a, title, option, price: money, total: multiplyMoney(money, a.quantity), problem, available };
  });
  const plan = planFulfilments(lines, context, terms);
  const sumTotals = (of: QuoteLine[]) =>
    sumMoney(
      of.filter((l) => l.problem !== "OTHER_CURRENCY").map((l) => l.total),
      currency,
    ).minor;
  const goods = sumTotals(lines);
  const sent = sumTotals(lines.filter((l) => l.way.kind === "deliver"));
  const needsDelivery = lines.some((l) => l.way.kind === "deliver" && l.problem !== "OTHER_CURRENCY");
  const rate = sent > 0 ? getDeliveryRate(terms.country, sent) : null;
  const delivery = rate?.minor ?? 0;
  const money = (minor: number) => ({ minor, currency });
  const vat = computeVat(plan, lines, { deliveryMinor: delivery, currency });
  const hashInput = [
    lines.map((l) => [l.variantId, l.quantity, l.price.minor, l.way]),
    ...[delivery, goods + delivery, currency, vat, needsDelivery ? terms.country : null],
  ];
  const quote: Quote = {
    lines,
    groups: groupLines(lines, context, terms.registerStoreId),
    goods: money(goods),
    delivery: money(delivery),
    freeDeliveryFrom: rate ? money(rate.freeFrom) : null,
    total: money(goods + delivery),
    cardFrom: money(getCardMinimum(currency)),
    vat,
    country: terms.country,
    hash: sha256(JSON.stringify(hashInput)),
    payable: lines.length > 0 && lines.every((l) => l.problem === null),
  };
  return { quote, plan, at: context.at };
}

/** Returns the quote of the current shopper's cart, delivered to `country` (see `priceCart`). */
export const getQuote = async ({ shopperId }: ShopperActor, country: string | undefined): Promise<Quote> =>
  (await priceCart(shopperId, country)).quote;
