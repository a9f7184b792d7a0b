import type { FulfilmentKind, FulfilmentMethod } from "@/server/cart/schema";
import type { Quote } from "./schema";

/** The lifetime of a Checkout Session (Stripe's minimum is 30 minutes), and how much longer the items are held. */
export const sessionMinutes = 31;
export const holdMinutes = 40;
/** The maximum quantity of one order. */
export const maxOrderQuantity = 99;
/** A paid pickup is held longer than a reservation. */
export const paidPickupDays = 14;

/** VAT in hundredths of a per cent by the selling store's country; the standard rates of 2026. */
const vatRates: Record<string, number> = { AZ: 1800, GE: 1800, DE: 1900, GB: 2000 };
/** Whether items of this country's stores can be sold: an unknown rate is not zero. */
export const hasVatRate = (country: string): boolean => country in vatRates;
/** Returns the rate of a country for which `hasVatRate` is true; throws for another. */
export function getVatRateBp(country: string): number {
  const rate = vatRates[country];
  if (rate === undefined) throw new Error(`no VAT rate is known for ${country}`);
  return rate;
}

/** Whether a card can pay this total: it is zero, or not below the minimum. */
export const canPayByCard = ({ total, cardFrom }: Pick<Quote, "total" | "cardFrom">): boolean =>
  total.minor === 0 || total.minor >= cardFrom.minor;

/** VAT contained in a gross amount (minor units), rounded half up. */
export const computeContainedVat = (grossMinor: number, rateBp: number): number =>
  Math.round((grossMinor * rateBp) / (10_000 + rateBp));

/** Flat delivery rates in minor units of the shop's currency, and the value of items from which it is free. */
const deliveryRates: Record<string, { minor: number; freeFrom: number }> = {
  AZ: { minor: 500, freeFrom: 15_000 },
  GE: { minor: 1500, freeFrom: 30_000 },
  DE: { minor: 2900, freeFrom: 60_000 },
  GB: { minor: 3400, freeFrom: 60_000 },
};
/** The countries of delivery, ISO 3166. */
export const deliveryCountries = Object.keys(deliveryRates);
/** The initial country of an address form: `country` itself, or the first country of delivery. */
export const getDefaultCountry = (country: string): string =>
  country in deliveryRates ? country : (deliveryCountries[0] ?? "");

/** The delivery's price for items worth `goodsMinor`, and from where it is free; null for an unserved country. */
export function getDeliveryRate(country: string, goodsMinor: number): { minor: number; freeFrom: number } | null {
  const rate = deliveryRates[country];
  return rate ? { minor: goodsMinor >= rate.freeFrom ? 0 : rate.minor, freeFrom: rate.freeFrom } : null;
}

type DeliveryItem = { variantId: string; quantity: number };
type StoreStock = { storeId: string; country: string; quantities: Map<string, number> };

/**
 * Plans from which stores a delivery is shipped: one store that has everything (of the destination's country, if any),
 * otherwise as few shipments as a greedy choice finds. Null when all of them together lack an item.
 */
export function planShipments(
  requested: DeliveryItem[],
  stocks: StoreStock[],
  country: string,
): { storeId: string; items: DeliveryItem[] }[] | null {
  const order = [...stocks].sort((a, b) => Number(b.country === country) - Number(a.country === country));
  const left = new Map(requested.map((w) => [w.variantId, w.quantity]));
  const available = (s: StoreStock) =>
    [...left].reduce((sum, [variantId, q]) => sum + Math.min(q, Math.max(0, s.quantities.get(variantId) ?? 0)), 0);
  const shipments: { storeId: string; items: DeliveryItem[] }[] = [];
  while (left.size > 0) {
    const best = order.reduce<StoreStock | null>((a, s) => (available(s) > (a ? available(a) : 0) ? s : a), null);
    if (!best) return null;
    const items: DeliveryItem[] = [];
    for (const [variantId, q] of [...left]) {
      const quantity = Math.min(q, Math.max(0, best.quantities.get(variantId) ?? 0));
      if (quantity === 0) continue;
      items.push({ variantId, quantity });
      if (quantity === q) left.delete(variantId);
      else left.set(variantId, q - quantity);
    }
    shipments.push({ storeId: best.storeId, items });
    order.splice(order.indexOf(best), 1);
  }
  return shipments;
}

const toMethodKey = (method: FulfilmentMethod): string => (method.kind === "pickup" ? method.storeId : method.kind);

export type QuoteChange =
  | { kind: "price"; variantId: string; fromMinor: number; toMinor: number }
  | { kind: "quantity"; variantId: string; from: number; to: number }
  | { kind: "gone"; variantId: string }
  | { kind: "added"; variantId: string }
  | { kind: "stock"; variantId: string; available: number }
  | { kind: "delivery"; fromMinor: number; toMinor: number }
  | { kind: "total"; fromMinor: number; toMinor: number };

/** Lists what changed between the quote the buyer saw and a new one. */
export function diffQuotes(before: Quote, after: Quote): QuoteChange[] {
  const keyOf = (l: Quote["lines"][number]) => `${l.variantId}:${toMethodKey(l.way)}`;
  const old = new Map(before.lines.map((l) => [keyOf(l), l]));
  const now = new Map(after.lines.map((l) => [keyOf(l), l]));
  const changes: QuoteChange[] = [];
  for (const [key, l] of old) if (!now.has(key)) changes.push({ kind: "gone", variantId: l.variantId });
  for (const [key, l] of now) {
    const was = old.get(key);
    const { variantId } = l;
    if (!was) changes.push({ kind: "added", variantId });
    else if (was.quantity !== l.quantity)
      changes.push({ kind: "quantity", variantId, from: was.quantity, to: l.quantity });
    if (was && was.price.minor !== l.price.minor)
      changes.push({ kind: "price", variantId, fromMinor: was.price.minor, toMinor: l.price.minor });
    if (l.problem === "OUT_OF_STOCK") changes.push({ kind: "stock", variantId, available: l.available });
  }
  if (before.delivery.minor !== after.delivery.minor)
    changes.push({ kind: "delivery", fromMinor: before.delivery.minor, toMinor: after.delivery.minor });
  if (before.total.minor !== after.total.minor)
    changes.push({ kind: "total", fromMinor: before.total.minor, toMinor: after.total.minor });
  return changes;
}

type DeliveryContact = {
  name: string;
  email: string;
  phone: string;
  address: { line1: string; city: string; country: string } | null;
};
export type MissingField = "name" | "contact" | "address";

/** Lists the fields still missing for these fulfilment methods. */
export function listMissingFields(methods: FulfilmentKind[], contact: DeliveryContact): MissingField[] {
  const missing: MissingField[] = [];
  const away = methods.some((w) => w !== "in_store");
  if (away && !contact.name.trim()) missing.push("name");
  if (away && !contact.email.trim() && !contact.phone.trim()) missing.push("contact");
  const { address } = contact;
  if (
    methods.includes("deliver") &&
    !(address?.line1.trim() && address.city.trim() && deliveryCountries.includes(address.country))
  )
    missing.push("address");
  return missing;
}
