import { z } from "zod";

/** What is to run again: a job of the queue, or a message. */
export const runAgainSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("job"), id: z.string().regex(/^[1-9]\d{0,17}$/) }),
  z.strictObject({ kind: z.literal("message"), id: z.uuid() }),
]);
export type RunAgainInput = z.infer<typeof runAgainSchema>;

/** The jobs of the shop by name; texts: messages `jobs.name`. */
export const jobNames = [
  "changes.delete",
  "codes.delete",
  "erasures.recheck",
  "grants.expire",
  "help-requests.expire",
  "imports.fail",
  "invariants.check",
  "jobs.delete",
  "merges.retry",
  "messages.send",
  "orders.expire",
  "payments.reconcile",
  "pickups.expire",
  "pickups.remind",
  "refunds.process",
  "shifts.expire",
  "waitlists.process",
] as const;

/** Work that was given up, or a schedule that keeps failing and is tried again by itself. */
export type FailedWork = RunAgainInput & {
  /** The job's name; `email` or `sms` of a message. */
  name: string;
  state: "given_up" | "failing";
  /** What went wrong last, naming nobody; null when the process ended while it ran. */
  reason: string | null;
  tries: number;
  /** When it failed last. */
  at: string;
};
export type FailedWorkView = { work: FailedWork[]; now: string };
