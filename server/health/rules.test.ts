import { expect, test } from "vitest";
import { getInvariantState, isDue } from "./rules";

const minute = 60_000;
const toDate = (ms: number) => new Date(ms);
const createCheck = (tookMs: number, more = {}) => ({
  checkedAt: toDate(0),
  failedAt: null,
  broken: 0,
  tookMs,
  ...more,
});

test("a quick check is due each minute, a slow one runs for a hundredth of the time", () => {
  expect(isDue(undefined, 0)).toBe(true);
  expect([0.5, 1, 2].map((m) => isDue(createCheck(20), m * minute))).toEqual([false, true, true]);
  expect([1, 4, 5].map((m) => isDue(createCheck(3_000), m * minute))).toEqual([false, false, true]);
});

test("a failed check counts: one that times out is not repeated each minute", () => {
  const failed = createCheck(300_000, { failedAt: toDate(minute) });
  expect([2, 100, 501].map((m) => isDue(failed, m * minute))).toEqual([false, false, true]);
});

test("a clock that was set back stops nothing", () =>
  expect(isDue(createCheck(20, { checkedAt: toDate(9e9) }), 0)).toBe(true));

test("a result is late when its own next check has not run", () => {
  expect([1, 3, 4].map((m) => getInvariantState(createCheck(20), m * minute))).toEqual(["holds", "holds", "late"]);
  expect([4, 7, 8].map((m) => getInvariantState(createCheck(3_000), m * minute))).toEqual(["holds", "holds", "late"]);
});
