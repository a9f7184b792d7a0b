import { sql } from "drizzle-orm";
import { describe, expect, inject, test } from "vitest";
import type { AppRouter } from "@/server/app/router";
import { findFittings } from "@/server/fittings/queries";
import { fittingSchema } from "@/server/fittings/schema";
import { listOfficeStores } from "@/server/stores/queries";
import { ownerProcedure, publicProcedure } from "@/server/trpc/init";
import { cells, procedures } from "./matrix/cells";
import { type Procedure, tryProcedure } from "./matrix/check";
import { roles } from "./matrix/world";
import { buildRouter } from "./router";
import { startMutant } from "./target";

const title = "Authorisation matrix";

describe(title, () => {
  test.each(procedures)("$name answers those and only those whom it declares", async (procedure) => {
    const cell = cells[procedure.name as keyof typeof cells];
    expect(cell, `${procedure.name} has no row in e2e/security/matrix: add one`).toBeDefined();
    const wrong = await tryProcedure({ url: inject("productionUrl") }, procedure, cell);
    expect(wrong, wrong.join("\n")).toEqual([]);
  });
  test("has a row for nothing that is not there", ({ task }) => {
    expect(Object.keys(cells).sort()).toEqual(procedures.map((p) => p.name).sort());
    const size = `${procedures.length} procedures × ${roles.length} roles = ${procedures.length * roles.length} cells`;
    task.meta.line = { attack: title, against: "production build", result: `${size}; what is wrong stands above` };
  });
});

const mutants: Record<string, { name: Procedure["name"]; router: () => AppRouter }> = {
  "the kind of actor": {
    name: "stores.office.list",
    router: () =>
      buildRouter(({ stores }) => ({
        stores: { ...stores, office: { ...stores.office, list: publicProcedure.query(() => listOfficeStores()) } },
      })),
  },
  "the owner's rule": {
    name: "fittings.get",
    router: () =>
      buildRouter(({ fittings }) => ({
        fittings: {
          ...fittings,
          get: ownerProcedure
            .input(fittingSchema)
            .query(async ({ input }) => (await findFittings(sql`f.id = ${input.fittingId}`))[0]),
        },
      })),
  },
};

describe(`${title}, mutants`, () => {
  test.each(Object.entries(mutants))("is broken without %s", async (guard, { name, router: made }) => {
    const procedure = procedures.find((p) => p.name === name);
    if (!procedure) throw new Error(`no procedure ${name}`);
    const target = await startMutant({ router: made() });
    const wrong = await tryProcedure(target, procedure, cells[name as keyof typeof cells]);
    await target.close?.();
    expect(wrong, `the matrix did not see that ${name} lacks ${guard}`).not.toEqual([]);
  });
});
