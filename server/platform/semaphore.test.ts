import { expect, test } from "vitest";
import { createSemaphore } from "./semaphore";

test("no more than so many at a time, in order, also when some fail; who waited knows it", async () => {
  const turn = createSemaphore(2);
  let [running, most] = [0, 0];
  const order: number[] = [];
  const work = (i: number) => async (waited: boolean) => {
    order.push(i);
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    if (i % 3 === 0) throw new Error("no");
    return waited;
  };
  const told = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => turn(work(i))));
  expect([most, running]).toEqual([2, 0]);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(told.filter((t) => t.status === "rejected")).toHaveLength(3);
  expect(told.map((t) => t.status === "fulfilled" && t.value).slice(0, 3)).toEqual([false, false, true]);
  expect(await turn(async (waited) => waited)).toBe(false);
});
