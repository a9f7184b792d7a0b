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
    { sent: 3, received: 1, priceMinor: 100 },
    { sent: 1, received: 5, priceMinor: 100 },
  ];
  expect(missingWorth(lines)).toBe(200);
});
