import fc from "fast-check";
import { expect, test } from "vitest";
import type { PickupStatus } from "./pickup/schema";
import {
  canMoveFulfilment,
  canMoveOrder,
  computeDueMinor,
  computeKeptTotals,
  computeKeptVat,
  fulfilmentStatuses,
  getExchange,
  getFulfilmentSources,
  getKeptQuantity,
  type TaxedLine,
  toDisplayStatus,
  toOrderStatus,
} from "./rules";
import type { FulfilmentStatus } from "./schema";

test("every pair of a shipment's statuses is decided", () => {
  const moves = fulfilmentStatuses.flatMap((from) =>
    fulfilmentStatuses.filter((to) => canMoveFulfilment(from, to)).map((to) => `${from} > ${to}`),
  );
  expect(moves).toEqual([
    ...["waiting > open", "waiting > handed_over", "waiting > cancelled"],
    ...["open > packed", "open > cancelled"],
    ...["packed > open", "packed > sent", "packed > cancelled"],
    "sent > delivered",
  ]);
  expect(getFulfilmentSources("cancelled")).toEqual(["waiting", "open", "packed"]);
});

test("every pair of an order's states is decided", () => {
  const states = ["awaiting", "placed", "void"] as const;
  const moves = states.flatMap((from) => states.filter((to) => canMoveOrder(from, to)).map((to) => `${from} > ${to}`));
  expect(moves).toEqual(["awaiting > placed", "awaiting > void", "void > placed"]);
});

test("an order's status follows from its fulfilments", () => {
  const all = { kept: 2, returned: 0 };
  const toStatus = (parts: Parameters<typeof toOrderStatus>[1], kept = all) => toOrderStatus("placed", parts, kept);
  expect(toOrderStatus("awaiting", ["waiting"], all)).toBe("awaiting_payment");
  expect(toOrderStatus("void", ["cancelled"], all)).toBe("not_paid");
  expect(toStatus(["preparing", "ready"])).toBe("partly_ready");
  expect(toStatus(["ready", "collected"])).toBe("ready");
  expect(toStatus(["sent", "handed_over"])).toBe("on_the_way");
  expect(toStatus(["preparing", "sent"])).toBe("preparing");
  expect(toStatus(["preparing", "received"])).toBe("preparing");
  // Nothing is in preparation before its claim.
  expect([toStatus(["received"]), toStatus(["received", "sent"]), toStatus(["received", "collected"])]).toEqual(
    Array(3).fill("received"),
  );
  expect(toStatus(["received", "ready"])).toBe("partly_ready");
  expect(toStatus(["delivered", "cancelled"])).toBe("complete");
  expect(toStatus(["cancelled", "declined"])).toBe("cancelled");
  expect(toStatus(["collected"], { kept: 0, returned: 2 })).toBe("returned");
  expect(toStatus(["collected"], { kept: 0, returned: 0 })).toBe("cancelled");
});

test("a fulfilment's status follows its own table", () => {
  const toShipmentStatus = (status: FulfilmentStatus, isTaken = false) =>
    toDisplayStatus("deliver", { status, isTaken, pickup: null });
  const toPickupStatus = (pickup: PickupStatus) =>
    toDisplayStatus("pickup", { status: "open", isTaken: false, pickup });
  // Not started yet.
  expect([toShipmentStatus("open"), toPickupStatus("requested"), toPickupStatus("reserved")]).toEqual([
    "received",
    "received",
    "received",
  ]);
  expect([toShipmentStatus("open", true), toShipmentStatus("packed", true), toPickupStatus("picking")]).toEqual(
    Array(3).fill("preparing"),
  );
  expect([toPickupStatus("ready"), toPickupStatus("expired"), toShipmentStatus("sent", true)]).toEqual([
    "ready",
    "expired",
    "sent",
  ]);
  expect(toDisplayStatus("pickup", { status: "waiting", isTaken: false, pickup: null })).toBe("waiting");
  expect(toDisplayStatus("in_store", { status: "handed_over", isTaken: false, pickup: null })).toBe("handed_over");
});

test("the amount due: what is kept, and the delivery once anything was delivered for it", () => {
  const line = { kind: "deliver" as const, quantity: 2, cancelled: 0, returned: 0, priceMinor: 1000, currency: "AZN" };
  const here = { ...line, kind: "pickup" as const };
  expect(computeDueMinor([line, here], 500)).toBe(4500);
  expect(computeDueMinor([{ ...line, cancelled: 1, returned: 1 }, here], 500)).toBe(2500);
  expect(computeDueMinor([{ ...line, cancelled: 2 }, here], 500)).toBe(2000);
  expect(computeDueMinor([here], 0)).toBe(2000);
  expect(() => computeDueMinor([line, { ...here, currency: "EUR" }], 0)).toThrow("EUR");
});

const shipment = {
  kind: "deliver" as const,
  quantity: 1,
  cancelled: 0,
  returned: 0,
  currency: "AZN",
  country: "AZ",
  rateBp: 1800,
};

test("a receipt states what was kept: items, delivery, total and VAT of one moment", () => {
  const lines = (cancelled: number) => [
    { ...shipment, priceMinor: 9_800 },
    { ...shipment, priceMinor: 4_500, cancelled },
  ];
  const agreed = [{ country: "AZ", rateBp: 1800, minor: 2_258 }];
  expect(computeKeptTotals(lines(0), 500)).toEqual({ goodsMinor: 14_300, deliveryMinor: 500 });
  expect(computeKeptVat(lines(0), 500, agreed)).toEqual(agreed);
  expect(computeKeptTotals(lines(1), 500)).toEqual({ goodsMinor: 9_800, deliveryMinor: 500 });
  expect(computeKeptVat(lines(1), 500, agreed)).toEqual([{ country: "AZ", rateBp: 1800, minor: 1_571 }]);
});

test("the delivery is taxed where the order says that it is sold", () => {
  const lines = [
    { ...shipment, priceMinor: 10_000, country: "DE", rateBp: 1900 },
    { ...shipment, priceMinor: 10_000, quantity: 2, cancelled: 1 },
  ];
  const agreed = [
    { country: "AZ", rateBp: 1800, minor: 3_127 },
    { country: "DE", rateBp: 1900, minor: 1_597 },
  ];
  expect(computeKeptVat(lines, 500, agreed)).toEqual([
    { country: "AZ", rateBp: 1800, minor: 1_602 },
    { country: "DE", rateBp: 1900, minor: 1_597 },
  ]);
});

test("a replacement was not ordered: the delivery stays sold where it was", () => {
  const lines = [
    { ...shipment, priceMinor: 10_000, country: "DE", rateBp: 1900 },
    { ...shipment, priceMinor: 10_000, returned: 1 },
    { ...shipment, kind: "in_store" as const, priceMinor: 10_000, insteadOf: "l2" },
  ];
  const agreed = [
    { country: "AZ", rateBp: 1800, minor: 1_602 },
    { country: "DE", rateBp: 1900, minor: 1_597 },
  ];
  expect(computeKeptVat(lines, 500, agreed)).toEqual(agreed);
});

test("a line shows what was exchanged, what was only returned, and which replacement belongs to which", () => {
  const line = {
    fulfilmentId: "f",
    variantId: "v",
    title: { en: "Shirt" },
    option: "M",
    cancelled: 0,
    insteadOf: null,
  };
  const azn = (minor: number) => ({ minor, currency: "AZN" });
  const old = { ...line, id: "old", quantity: 3, returned: 3, price: azn(12_900) };
  const even = { ...line, id: "even", quantity: 1, returned: 0, price: azn(12_900), insteadOf: "old" };
  const cheap = { ...line, id: "cheap", quantity: 1, returned: 0, price: azn(11_900), insteadOf: "old" };
  const lines = [old, even, cheap];
  expect(getExchange(old, lines)).toEqual({ exchanged: 2, returned: 1, insteadOf: undefined });
  expect(getExchange(even, lines)).toMatchObject({ exchanged: 0, insteadOf: { line: old, difference: azn(0) } });
  expect(getExchange(cheap, lines)).toMatchObject({ insteadOf: { line: old, difference: azn(1_000) } });
});

const rates = { AZ: 1800, GE: 1800, DE: 1900, GB: 2000 };
const anyLine = fc
  .record({
    kind: fc.constantFrom("deliver" as const, "pickup" as const, "in_store" as const),
    quantity: fc.integer({ min: 1, max: 9 }),
    cancelledOf: fc.nat(9),
    back: fc.nat(9),
    priceMinor: fc.nat(100_000),
    country: fc.constantFrom("AZ" as const, "GE" as const, "DE" as const, "GB" as const),
  })
  .map(({ cancelledOf, back, ...l }): TaxedLine => {
    const cancelled = Math.min(cancelledOf, l.quantity);
    return {
      ...l,
      currency: "AZN",
      rateBp: rates[l.country],
      cancelled,
      returned: Math.min(back, l.quantity - cancelled),
    };
  });

test("whatever was not found, cancelled or returned: lines and delivery are the total, VAT is that of what was kept", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1, maxLength: 6 }), fc.nat(3_000), (lines, deliveryMinor) => {
      const { goodsMinor, deliveryMinor: sent } = computeKeptTotals(lines, deliveryMinor);
      expect(lines.reduce((sum, l) => sum + getKeptQuantity(l) * l.priceMinor, 0)).toBe(goodsMinor);
      expect(computeDueMinor(lines, deliveryMinor)).toBe(goodsMinor + sent);
      const vat = computeKeptVat(lines, deliveryMinor, []);
      const gross = (country: string) =>
        lines.reduce((sum, l) => sum + (l.country === country ? getKeptQuantity(l) * l.priceMinor : 0), 0);
      const sender = lines.find((l) => l.kind === "deliver")?.country;
      for (const { country, rateBp, minor } of vat) {
        const of = gross(country) + (country === sender ? sent : 0);
        expect(minor).toBe(Math.round((of * rateBp) / (10_000 + rateBp)));
      }
      expect(vat.map((v) => v.country)).toEqual([...new Set(lines.map((l) => l.country))].sort());
    }),
  );
});
