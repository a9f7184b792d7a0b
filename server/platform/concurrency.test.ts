import { describe, expect, test } from "vitest";
import { createBatch, createSemaphore, createSingleFlight } from "./concurrency";

describe("a semaphore", () => {
  test("runs at most its count at a time, in order, also after failures, and says who waited", async () => {
    const runExclusive = createSemaphore(2);
    let running = 0;
    let highest = 0;
    const order: number[] = [];
    const work = (i: number) => async (waited: boolean) => {
      order.push(i);
      highest = Math.max(highest, ++running);
      await Promise.resolve();
      running--;
      if (i % 3 === 0) throw new Error("no");
      return waited;
    };
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => runExclusive(work(i))));
    expect([highest, running]).toEqual([2, 0]);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(results.filter((r) => r.status === "rejected")).toHaveLength(3);
    expect(results.map((r) => r.status === "fulfilled" && r.value).slice(0, 3)).toEqual([false, false, true]);
    expect(await runExclusive(async (waited) => waited)).toBe(false);
  });
});

describe("a single flight", () => {
  test("shares one result among concurrent calls of a key and caches nothing", async () => {
    const load = createSingleFlight<number>();
    let loads = 0;
    const count = async () => ++loads;
    expect(await Promise.all([load("a", count), load("a", count), load("b", count)])).toEqual([1, 1, 2]);
    expect(await load("a", count)).toBe(3);
  });

  test("rejects every concurrent call after a failure, and no later one", async () => {
    const load = createSingleFlight<number>();
    const fail = () => Promise.reject(new Error("gone"));
    const results = await Promise.allSettled([load("a", fail), load("a", async () => 1)]);
    expect(results.map((r) => r.status)).toEqual(["rejected", "rejected"]);
    expect(await load("a", async () => 2)).toBe(2);
  });
});

describe("a batch", () => {
  test("answers the calls of one turn together, each with its own answer, and later ones anew", async () => {
    const loaded: number[][] = [];
    const double = createBatch(async (questions: number[]) => {
      loaded.push(questions);
      return questions.map((n) => n * 2);
    });
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(await double(4)).toBe(8);
    expect(loaded).toEqual([[1, 2, 3], [4]]);
  });

  test("fails all calls of a turn together, and no later one", async () => {
    let fails = true;
    const ask = createBatch(async (questions: string[]) => {
      if (fails) throw new Error("gone");
      return questions;
    });
    const results = await Promise.allSettled([ask("a"), ask("b")]);
    expect(results.map((r) => r.status)).toEqual(["rejected", "rejected"]);
    fails = false;
    expect(await ask("c")).toBe("c");
  });
});
