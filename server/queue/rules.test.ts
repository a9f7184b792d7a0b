import { expect, test } from "vitest";
import { getNextRunMs, getRetrySeconds } from "./rules";

test("retries come later each time, five minutes apart at most, and not together", () => {
  expect([1, 2, 3, 8, 9, 30_000].map((tries) => getRetrySeconds(tries, 0.5))).toEqual([2, 4, 8, 256, 300, 300]);
  expect([getRetrySeconds(3, 0), getRetrySeconds(3, 1)]).toEqual([4, 12]);
});

test("schedules are spread by a tenth", () => {
  expect([0, 0.5, 1].map((random) => Math.round(getNextRunMs(10, random)))).toEqual([9_500, 10_000, 10_500]);
});
