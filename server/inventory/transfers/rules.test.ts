import { expect, it } from "vitest";
import { differenceFits, fittingReasons, mayMove, missingWorth, movesTo, transferStatuses } from "./rules";

const allowed = new Set(["sent>received", "sent>cancelled"]);

it.each(transferStatuses.flatMap((from) => transferStatuses.map((to) => [from, to] as const)))(
  "%s → %s",
  (from, to) => {
    const may = allowed.has(`${from}>${to}`);
    expect(mayMove(from, to)).toBe(may);
    expect(movesTo(to).includes(from)).toBe(may);
  },
);

it("wants a reason exactly where the count differs, and one that fits", () => {
  expect(fittingReasons(3, 3)).toEqual([]);
  expect(differenceFits(3, 3, null)).toBe(true);
  expect(differenceFits(3, 3, "missing")).toBe(false);
  expect(differenceFits(3, 2, null)).toBe(false);
  expect(differenceFits(3, 2, "missing")).toBe(true);
  expect(differenceFits(3, 0, "damaged")).toBe(true);
  expect(differenceFits(3, 2, "surplus")).toBe(false);
  expect(differenceFits(3, 4, "surplus")).toBe(true);
});

it("takes surplus of one article for no excuse of another", () => {
  const lines = [
    { sent: 3, received: 1, price: { minor: 100, currency: "AZN" } },
    { sent: 1, received: 5, price: { minor: 100, currency: "AZN" } },
  ];
  expect(missingWorth(lines)).toEqual([{ minor: 200, currency: "AZN" }]);
});

it("adds what is missing by currency", () => {
  const lines = ["AZN", "EUR", "AZN"].map((currency) => ({ sent: 2, received: 1, price: { minor: 100, currency } }));
  expect(missingWorth(lines)).toEqual([
    { minor: 200, currency: "AZN" },
    { minor: 100, currency: "EUR" },
  ]);
});
