import { expect, test } from "vitest";
import { renamedProcedures } from "./renamed-procedures";
import { appRouter } from "./router";

const names = new Set(Object.keys(appRouter._def.procedures));

test("an earlier name leads to a procedure, and is none itself", () => {
  const pairs = Object.entries(renamedProcedures);
  expect(pairs.filter(([, current]) => !names.has(current))).toEqual([]);
  expect(pairs.filter(([earlier]) => names.has(earlier))).toEqual([]);
});

test("no two earlier names lead to one procedure", () => {
  const current = Object.values(renamedProcedures);
  expect(new Set(current).size).toBe(current.length);
});
