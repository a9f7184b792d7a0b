import { expect, test } from "vitest";
import { createSingleFlight } from "./single-flight";

test("who asks the same at the same time shares one answer; nothing is kept once it came", async () => {
  const ask = createSingleFlight<number>();
  let loads = 0;
  const load = async () => ++loads;
  expect(await Promise.all([ask("a", load), ask("a", load), ask("b", load)])).toEqual([1, 1, 2]);
  expect(await ask("a", load)).toBe(3);
});

test("a failure is everybody's who waited, and nobody's after them", async () => {
  const ask = createSingleFlight<number>();
  const failing = () => Promise.reject(new Error("gone"));
  const told = await Promise.allSettled([ask("a", failing), ask("a", async () => 1)]);
  expect(told.map((t) => t.status)).toEqual(["rejected", "rejected"]);
  expect(await ask("a", async () => 2)).toBe(2);
});
