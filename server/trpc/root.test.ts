import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ctxOf } from "@/db/testing/factories";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

type Procedure = { _def: { type: string; meta?: { actor: string } } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);

test("the README lists every procedure with its kind and its kind of actor", () => {
  const readme = readFileSync("README.md", "utf8");
  const rows = procedures.map(([path, { _def }]) => `| \`${path}\` | ${_def.type} | ${_def.meta?.actor} |`);
  expect(rows.filter((row) => !readme.replace(/ +/g, " ").includes(row))).toEqual([]);
});

describe("nobody is let in by default", () => {
  const closed = procedures.filter(([, { _def }]) => _def.meta?.actor !== "anyone" && _def.type !== "subscription");

  test.each(closed.map(([path]) => path))(
    "%s refuses an anonymous caller before it looks at the input",
    async (path) => {
      const caller = createCallerFactory(appRouter)(ctxOf({ kind: "anonymous" })) as unknown as Record<string, never>;
      const call = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], caller);
      await expect((call as (input: unknown) => Promise<unknown>)({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    },
  );
});
