import { expect, it } from "vitest";
import { canMoveCount, countStatuses, getCountSources } from "./rules";

const allowed = new Set(["open>booked", "open>cancelled"]);

it.each(countStatuses.flatMap((from) => countStatuses.map((to) => [from, to] as const)))("%s → %s", (from, to) => {
  const may = allowed.has(`${from}>${to}`);
  expect(canMoveCount(from, to)).toBe(may);
  expect(getCountSources(to).includes(from)).toBe(may);
});
