import { expect, it } from "vitest";
import {
  allowedReasons,
  canMoveTransfer,
  getTransferSources,
  isReasonAllowed,
  sumMissingWorth,
  transferStatuses,
} from "./rules";

const allowed = new Set(["sent>received", "sent>cancelled"]);

it.each(transferStatuses.flatMap((from) => transferStatuses.map((to) => [from, to] as const)))(
  "%s → %s",
  (from, to) => {
    const may = allowed.has(`${from}>${to}`);
    expect(canMoveTransfer(from, to)).toBe(may);
    expect(getTransferSources(to).includes(from)).toBe(may);
  },
);

it("requires a reason exactly where the count differs, and one that fits", () => {
  expect(allowedReasons(3, 3)).toEqual([]);
  expect(isReasonAllowed(3, 3, null)).toBe(true);
  expect(isReasonAllowed(3, 3, "missing")).toBe(false);
  expect(isReasonAllowed(3, 2, null)).toBe(false);
  expect(isReasonAllowed(3, 2, "missing")).toBe(true);
  expect(isReasonAllowed(3, 0, "damaged")).toBe(true);
  expect(isReasonAllowed(3, 2, "surplus")).toBe(false);
  expect(isReasonAllowed(3, 4, "surplus")).toBe(true);
});

it("does not offset one item's shortage by another's surplus", () => {
  const lines = [
    { sent: 3, received: 1, price: { minor: 100, currency: "AZN" } },
    { sent: 1, received: 5, price: { minor: 100, currency: "AZN" } },
  ];
  expect(sumMissingWorth(lines)).toEqual([{ minor: 200, currency: "AZN" }]);
});

it("sums what is missing by currency", () => {
  const lines = ["AZN", "EUR", "AZN"].map((currency) => ({ sent: 2, received: 1, price: { minor: 100, currency } }));
  expect(sumMissingWorth(lines)).toEqual([
    { minor: 200, currency: "AZN" },
    { minor: 100, currency: "EUR" },
  ]);
});
