import { expect, it } from "vitest";
import { countStatuses, mayMove, movesTo } from "./rules";

const allowed = new Set(["open>booked", "open>cancelled"]);

it.each(countStatuses.flatMap((from) => countStatuses.map((to) => [from, to] as const)))("%s → %s", (from, to) => {
  const may = allowed.has(`${from}>${to}`);
  expect(mayMove(from, to)).toBe(may);
  expect(movesTo(to).includes(from)).toBe(may);
});
