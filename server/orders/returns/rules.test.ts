import { expect, test } from "vitest";
import { computeExchangePrice, getReturnState, needsApproval, parseReceiptText, refundLimitMinor } from "./rules";

test.each([
  ["10042", { number: 10042 }],
  ["№ 10042", { number: 10042 }],
  [
    "https://shop.example/az/receipt/6F9619FF-8B86-4011-B42D-00C04FC964FF?k=1",
    { orderId: "6f9619ff-8b86-4011-b42d-00c04fc964ff" },
  ],
  ["4821", null],
  ["selvedge:card:abc", null],
  ["Leyla Hasanova", null],
])("reads %s", (text, expected) => expect(parseReceiptText(text)).toEqual(expected));

test("an item may be returned until the last second of its thirty days", () => {
  const receivedAt = "2026-11-01T10:00:00.000Z";
  const end = Date.parse("2026-12-01T10:00:00.000Z");
  expect(getReturnState({ receivedAt, left: 1, now: end - 1 })).toBe("returnable");
  expect(getReturnState({ receivedAt, left: 1, now: end })).toBe("too_late");
  expect(getReturnState({ receivedAt, left: 0, now: end })).toBe("returned");
  expect(getReturnState({ receivedAt: null, left: 1, now: end })).toBe("not_received");
});

test("the limit counts what the order refunded before", () => {
  expect(needsApproval(refundLimitMinor, 0)).toBe(false);
  expect(needsApproval(1, refundLimitMinor)).toBe(true);
  // An even exchange refunds nothing.
  expect(needsApproval(0, refundLimitMinor + 1)).toBe(false);
});

test.each([
  ["the same price", { paid: 12_900, listed: 12_900, wanted: 12_900 }, 12_900],
  ["the same price, bought reduced", { paid: 9_000, listed: 12_900, wanted: 12_900 }, 9_000],
  ["the same price, reduced since", { paid: 12_900, listed: 9_000, wanted: 9_000 }, 12_900],
  ["a cheaper one", { paid: 12_900, listed: 12_900, wanted: 11_900 }, 11_900],
  ["a cheaper one, bought for less than that", { paid: 9_000, listed: 12_900, wanted: 11_900 }, 9_000],
  [
    "one that costs more now than the other, and less than was paid",
    { paid: 12_900, listed: 9_000, wanted: 10_000 },
    10_000,
  ],
  ["a gift for another gift", { paid: 0, listed: 0, wanted: 0 }, 0],
  ["a dearer one", { paid: 12_900, listed: 12_900, wanted: 13_900 }, null],
  ["a dearer one, bought reduced", { paid: 9_000, listed: 9_000, wanted: 9_001 }, null],
])("in an exchange for %s the replacement has the right price, never more than was paid", (_what, prices, expected) => {
  expect(computeExchangePrice(prices)).toBe(expected);
  expect(computeExchangePrice(prices) ?? 0).toBeLessThanOrEqual(prices.paid);
});
