import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginTransaction, type LocalStore, type StoreTransaction } from "../engine/local-store";
import { InvariantViolation, Simulation } from "./simulation";
import { type Schedule, stepKinds } from "./simulation-schedule";
import type { Mutant } from "./simulation-world";

const seed = Number(process.env.SIM_SEED ?? 20_261_122);
const runs = Number(process.env.SIM_RUNS ?? 2_000);

const shareArbitrary = (max: number) => fc.integer({ min: 0, max: 20 }).map((n) => (n / 20) * max);
const weather = fc.record({
  drop: shareArbitrary(0.3),
  ackLoss: shareArbitrary(0.3),
  duplicate: shareArbitrary(0.3),
  cut: shareArbitrary(0.1),
  delayMs: fc.integer({ min: 1, max: 800 }),
});
const step = fc.record({
  kind: fc.constantFrom(...stepKinds),
  who: fc.nat(2),
  tab: fc.nat(2),
  what: fc.nat(59),
  waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 4_000 })),
});
const schedule: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.integer(),
  profiles: fc.integer({ min: 1, max: 3 }),
  weather,
  steps: fc.array(step, { minLength: 5, maxLength: 40 }),
});

/** Runs schedules until one violates an invariant; returns it, or null. */
async function findFirstViolation(
  mutant: Mutant,
  numRuns: number,
): Promise<{ message: string; run: number; schedule: Schedule } | null> {
  const result = await fc.check(
    fc.asyncProperty(schedule, async (one) => {
      await new Simulation(one, mutant).run();
    }),
    { seed, numRuns, endOnFailure: true },
  );
  if (!result.failed) return null;
  const error = result.errorInstance;
  if (!(error instanceof InvariantViolation)) throw error;
  return { message: error.message, run: result.numRuns, schedule: result.counterexample?.[0] as Schedule };
}

test(`${runs} schedules of drops, duplicates, reordering, partitions, crashes, compaction and restores`, async () => {
  console.log(`simulation: seed ${seed}, ${runs} schedules`);
  const broken = await findFirstViolation({}, runs);
  expect(broken && { message: broken.message, schedule: JSON.stringify(broken.schedule) }).toBeNull();
}, 300_000);

/** Breaks `storage` in one way. */
const mutatePatch =
  (after: (draft: StoreTransaction, before: StoreTransaction) => void): NonNullable<Mutant["storage"]> =>
  (storage) => ({
    ...storage,
    write: (change, durable) =>
      storage.write((draft) => {
        const before = beginTransaction(draft);
        const value = change(draft);
        after(draft, before);
        return value;
      }, durable),
  });

/** The shipped parts minus one named guard each. */
const mutants: Record<string, { mutant: Mutant; breaks: RegExp }> = {
  "an operation leaves the screen on its answer, not when base contains it": {
    breaks: /^(flicker|lost)/,
    mutant: {
      storage: mutatePatch((draft) => {
        for (const op of draft.outbox.values()) if (op.acked !== undefined) draft.outbox.delete(op.seq);
      }),
      // The reply's own patches come late or never, as when the stream carries them.
      reply: (reply) => ({ ...reply, patches: [] }),
    },
  },
  "base does not tell which operations it contains": {
    breaks: /^doubled/,
    mutant: {
      patch: (patch) => ({
        ...patch,
        lastMid: 0,
        changes: patch.changes.map((c) => ({ ...c, clientId: null, mid: null })),
      }),
    },
  },
  "the server keeps no receipts": { breaks: /^doubled/, mutant: { server: { noReceipts: true } } },
  "a patch is applied wherever it begins and ends": {
    breaks: /^(diverged|lost|flicker)/,
    mutant: { patch: (patch) => (patch.kind === "patch" ? { ...patch, from: 0 } : patch) },
  },
  "a queued operation is not on the disk when it is called kept": {
    breaks: /^(lost|resurrected)/,
    mutant: {
      storage: (storage) => {
        let book: LocalStore | null = null;
        let writes = 0;
        return {
          ...storage,
          read: () => storage.read(),
          async write(change, durable) {
            if (!durable || writes++ % 3 !== 2) return storage.write(change, durable);
            const draft = beginTransaction(await storage.read());
            const value = change(draft);
            book = draft;
            return { book, value };
          },
        };
      },
    },
  },
  "answered operations are not kept for a restored server": {
    breaks: /^(lost|flicker)/,
    mutant: { storage: mutatePatch((draft) => draft.sent.clear()) },
  },
  "the queue gives a number twice": {
    breaks: /^(lost|stuck|flicker)/,
    mutant: {
      storage: mutatePatch((draft, before) => {
        if (draft.meta.nextMid > before.meta.nextMid + 1) draft.meta.nextMid--;
      }),
    },
  },
};

describe("mutants", () => {
  test.each(Object.entries(mutants))(
    "%s",
    async (_name, { mutant, breaks }) => {
      const broken = await findFirstViolation(mutant, runs);
      expect(broken?.message).toMatch(breaks);
      console.log(`  caught after ${broken?.run} schedules: ${broken?.message}`);
    },
    300_000,
  );
});
