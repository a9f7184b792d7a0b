import { expect, test } from "vitest";
import { needsSecondPin, readReceipt, refundLimitMinor, returnableState } from "./rules";

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
])("reads %s", (text, wanted) => expect(readReceipt(text)).toEqual(wanted));

test("a piece comes back until the last second of its thirty days", () => {
  const receivedAt = "2026-11-01T10:00:00.000Z";
  const end = Date.parse("2026-12-01T10:00:00.000Z");
  expect(returnableState({ receivedAt, left: 1, now: end - 1 })).toBe("returnable");
  expect(returnableState({ receivedAt, left: 1, now: end })).toBe("too_late");
  expect(returnableState({ receivedAt, left: 0, now: end })).toBe("returned");
  expect(returnableState({ receivedAt: null, left: 1, now: end })).toBe("not_received");
});

test("the limit counts what the order gave back before", () => {
  expect(needsSecondPin(refundLimitMinor, 0)).toBe(false);
  expect(needsSecondPin(1, refundLimitMinor)).toBe(true);
});
