import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { loadSecrets } from "@/server/platform/secrets";
import { staffIdSchema } from "@/server/staff/schema";
import { consultantProcedure } from "@/server/trpc/init";
import { storeProcedures, tryForeign } from "./matrix/other-store";
import { buildRouter } from "./router";
import { startMutant, type Target } from "./target";

process.env.DATA_DIR = mkdtempSync(path.join(tmpdir(), "selvedge-elsewhere-"));

let target: Target = { url: "" };
beforeAll(async () => {
  await loadSecrets();
  target = await startMutant({});
});
afterAll(() => target.close?.());

describe("a store's tablet has no power over another store", () => {
  test.each(storeProcedures.map((p) => [p.name, p] as const))("%s", async (_name, procedure) => {
    const wrong = await tryForeign(target, procedure);
    expect(wrong, wrong.join("\n")).toEqual([]);
  });
});

test("it is seen when one store's manager may unlock another's people", async () => {
  const broken = await startMutant({
    router: buildRouter((record) => ({
      staff: {
        ...record.staff,
        store: {
          ...record.staff.store,
          unlock: consultantProcedure.input(staffIdSchema).mutation(async ({ input }) => {
            await db().update(staff).set({ pinTries: 0 }).where(eq(staff.id, input.staffId));
          }),
        },
      },
    })),
  });
  const procedure = storeProcedures.find((p) => p.name === "staff.store.unlock");
  const wrong = procedure ? await tryForeign(broken, procedure) : [];
  await broken.close?.();
  expect(wrong).toEqual([expect.stringContaining("staffId of another store is allowed")]);
});
