import type { Weather } from "./simulation-world";

/** One step of a schedule; `who` and `what` are reduced to what exists. */
export type Step = { kind: StepKind; who: number; tab: number; what: number; waitMs: number };
export const stepKinds = [
  "marker",
  "marker",
  "marker",
  "unmark",
  "sum",
  "sum",
  "shared",
  "shared",
  "burst",
  "crash",
  "open",
  "steal",
  "offline",
  "online",
  "compact",
  "backup",
  "restore",
] as const;
type StepKind = (typeof stepKinds)[number];
export type Schedule = { seed: number; profiles: number; weather: Weather; steps: Step[] };
