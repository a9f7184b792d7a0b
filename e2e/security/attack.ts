import { describe, expect, inject, test } from "vitest";
import type { Target } from "./target";

/** What an attack came to; `what` is read in the table: which attempts were answered how. */
export type Verdict = { letThrough: boolean; what: string };

export type Attack = {
  id: `A${number}`;
  title: string;
  /** Attacks over HTTP or with a browser, whatever server it is given. It makes its own victims. */
  run: (target: Target) => Promise<Verdict>;
  /** For each named guard: the shipped code without it. The attack must come through there, or it proves nothing. */
  mutants: Record<string, () => Promise<Target>>;
  /** Longest time (ms) for one run; 90 s by default. */
  timeout?: number;
};

declare module "vitest" {
  interface TaskMeta {
    /** A line of the closing table. */
    line?: { attack: string; against: string; result: string };
  }
}

export const reportRefused = (what: string): Verdict => ({ letThrough: false, what });
export const reportLetThrough = (what: string): Verdict => ({ letThrough: true, what });

/** Registers an attack's tests: refused by the production build, let through by each mutant. */
export function registerAttack({ id, title, run, mutants, timeout = 90_000 }: Attack): void {
  const name = `${id} ${title}`;
  describe(name, () => {
    test("is refused by the production build", { timeout }, async ({ task }) => {
      const verdict = await run({ url: inject("productionUrl") });
      const result = `${verdict.letThrough ? "LET THROUGH" : "refused"}: ${verdict.what}`;
      task.meta.line = { attack: name, against: "production build", result };
      expect(result).toMatch(/^refused/);
    });
    for (const [guard, make] of Object.entries(mutants)) {
      test(`comes through without ${guard}`, { timeout }, async ({ task }) => {
        const target = await make();
        try {
          const verdict = await run(target);
          const result = `${verdict.letThrough ? "caught" : "MISSED"}: ${verdict.what}`;
          task.meta.line = { attack: name, against: `mutant without ${guard}`, result };
          expect(result).toMatch(/^caught/);
        } finally {
          await target.close?.();
        }
      });
    }
  });
}
