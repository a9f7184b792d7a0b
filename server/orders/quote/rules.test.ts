import fc from "fast-check";
import { expect, test } from "vitest";
import {
  computeContainedVat,
  deliveryCountries,
  diffQuotes,
  getDeliveryRate,
  getVatRateBp,
  listMissingFields,
  planShipments,
} from "./rules";
import type { Quote } from "./schema";

test("VAT is contained in the price and differs by the selling store's country", () => {
  expect(computeContainedVat(11_800, getVatRateBp("AZ"))).toBe(1800);
  expect(computeContainedVat(11_900, getVatRateBp("DE"))).toBe(1900);
  expect(computeContainedVat(12_000, getVatRateBp("GB"))).toBe(2000);
  expect(() => getVatRateBp("XX")).toThrow();
});

test("a delivery has a flat rate and is free above a limit", () => {
  for (const country of deliveryCountries) {
    const { minor, freeFrom } = getDeliveryRate(country, 0) ?? { minor: 0, freeFrom: 0 };
    expect(minor).toBeGreaterThan(0);
    expect(getDeliveryRate(country, freeFrom - 1)?.minor).toBe(minor);
    expect(getDeliveryRate(country, freeFrom)?.minor).toBe(0);
  }
  expect(getDeliveryRate("FR", 100)).toBeNull();
});

const makeStoreStock = (storeId: string, country: string, pieces: Record<string, number>) => ({
  storeId,
  country,
  quantities: new Map(Object.entries(pieces)),
});

test("one shipment from one store when possible, of the destination's country first", () => {
  const shelves = [makeStoreStock("baku", "AZ", { a: 5, b: 5 }), makeStoreStock("berlin", "DE", { a: 5, b: 5 })];
  const requested = [
    { variantId: "a", quantity: 2 },
    { variantId: "b", quantity: 1 },
  ];
  expect(planShipments(requested, shelves, "DE")).toEqual([{ storeId: "berlin", items: requested }]);
  expect(planShipments([{ variantId: "a", quantity: 8 }], shelves, "AZ")).toEqual([
    { storeId: "baku", items: [{ variantId: "a", quantity: 5 }] },
    { storeId: "berlin", items: [{ variantId: "a", quantity: 3 }] },
  ]);
  expect(planShipments([{ variantId: "a", quantity: 11 }], shelves, "AZ")).toBeNull();
});

test("whatever the stock, shipments supply exactly what was requested and never more than is there", () => {
  const pieces = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer({ min: 1, max: 9 })),
      (shelves, want) => {
        const requested = Object.entries(want).map(([variantId, quantity]) => ({ variantId, quantity }));
        const plan = planShipments(
          requested,
          shelves.map((p, i) => makeStoreStock(String(i), i % 2 ? "AZ" : "DE", p)),
          "AZ",
        );
        const there = (v: string) => shelves.reduce((sum, p) => sum + (p[v] ?? 0), 0);
        if (requested.some((w) => there(w.variantId) < w.quantity)) return plan === null;
        const items = (plan ?? []).flatMap((p) => p.items.map((i) => ({ ...i, storeId: p.storeId })));
        return (
          requested.every(
            (w) => items.filter((i) => i.variantId === w.variantId).reduce((s, i) => s + i.quantity, 0) === w.quantity,
          ) && items.every((i) => i.quantity <= (shelves[Number(i.storeId)]?.[i.variantId] ?? 0))
        );
      },
    ),
  );
});

const money = (minor: number) => ({ minor, currency: "AZN" });
const makeQuote = (
  lines: [variantId: string, quantity: number, priceMinor: number][],
  deliveryMinor: number,
): Quote => {
  const itemsMinor = lines.reduce((sum, [, q, p]) => sum + q * p, 0);
  return {
    lines: lines.map(([variantId, quantity, priceMinor]) => ({
      lineKey: null,
      variantId,
      title: { en: variantId },
      option: "M",
      quantity,
      way: { kind: "deliver" },
      price: money(priceMinor),
      total: money(quantity * priceMinor),
      problem: null,
      available: 9,
    })),
    groups: [],
    goods: money(itemsMinor),
    delivery: money(deliveryMinor),
    freeDeliveryFrom: null,
    vat: [],
    total: money(itemsMinor + deliveryMinor),
    country: "AZ",
    hash: "",
    payable: true,
    cardFrom: money(90),
  };
};

test("changes since the buyer saw the quote are listed line by line", () => {
  const before = makeQuote(
    [
      ["a", 1, 1000],
      ["b", 2, 500],
      ["c", 1, 100],
    ],
    500,
  );
  const after = makeQuote(
    [
      ["a", 1, 1200],
      ["b", 1, 500],
      ["d", 1, 100],
    ],
    0,
  );
  expect(diffQuotes(before, after)).toEqual([
    { kind: "gone", variantId: "c" },
    { kind: "price", variantId: "a", fromMinor: 1000, toMinor: 1200 },
    { kind: "quantity", variantId: "b", from: 2, to: 1 },
    { kind: "added", variantId: "d" },
    { kind: "delivery", fromMinor: 500, toMinor: 0 },
    { kind: "total", fromMinor: 2600, toMinor: 1800 },
  ]);
  expect(diffQuotes(before, before)).toEqual([]);
});

test("only what these fulfilment methods need is required", () => {
  const nothing = { name: "", email: "", phone: "", address: null };
  expect(listMissingFields(["in_store"], nothing)).toEqual([]);
  expect(listMissingFields(["pickup"], nothing)).toEqual(["name", "contact"]);
  expect(listMissingFields(["deliver"], { ...nothing, name: "L", phone: "1" })).toEqual(["address"]);
  const away = { line1: "x", city: "y", country: "FR" };
  expect(listMissingFields(["deliver"], { ...nothing, name: "L", phone: "1", address: away })).toEqual(["address"]);
});
