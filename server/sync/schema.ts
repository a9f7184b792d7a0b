import { z } from "zod";
import type { By } from "@/server/platform/change";

const id = z.uuid();
const version = z.number().int().min(0);

/** What every queued operation carries. */
export const operationEnvelope = {
  /** 1, 2, 3 … within the client: the order in which its operations take effect. */
  mid: z.number().int().min(1),
  scope: id,
  /** Version of the scope's base on the device at the time of the operation. */
  baseVersion: version,
  /** Time of the operation by the device's clock (ms since 1970): shown, never trusted. */
  at: z.number().int(),
};

/** The schema of a queued operation: its name, its arguments, the envelope. */
export const operationSchema = <N extends string, A extends z.ZodRawShape>(name: N, args: A) =>
  z.strictObject({ name: z.literal(name), args: z.strictObject(args), ...operationEnvelope });

/** The position of a device's base of a scope. */
export const cursorSchema = z.strictObject({ scope: id, epoch: id, version });
export type Cursor = z.infer<typeof cursorSchema>;

/** `scopes` empty: everything that the caller may see. With `clientId` the patches carry `lastMid`. */
export const pullSchema = z.strictObject({
  clientId: id.optional(),
  scopes: z.array(cursorSchema).max(20).default([]),
});
export type PullInput = z.infer<typeof pullSchema>;

/** The `input` of the stream's URL (an EventSource cannot send custom headers). */
export const streamSchema = z.strictObject({
  surface: z.enum(["shop", "store", "office"]).default("shop"),
  clientId: id.optional(),
  /** `scope:epoch:version`, joined by commas: the id of the last event; `Last-Event-ID` takes precedence. */
  lastEventId: z.string().max(4_000).optional(),
});

export type Outcome = "applied" | "noop" | "adjusted" | "rejected";

export type { By } from "@/server/platform/change";

/** One row of a scope as devices see it; `row` null means deleted. */
export type Change = {
  entity: string;
  entityId: string;
  row: Record<string, unknown> | null;
  by: By;
  clientId: string | null;
  mid: number | null;
};

/** A step of a scope from one version to another, or its whole state. */
export type Patch = {
  kind: "snap" | "patch";
  scope: string;
  /** Changes with the database: another epoch requires a new snapshot. */
  epoch: string;
  from: number;
  to: number;
  changes: Change[];
  /**
   * Highest operation of the receiving client known to be in `to`; 0 on a live patch: there `changes` name client and
   * mid.
   */
  lastMid: number;
};

/** The messages of the stream and of `sync.pull`. */
export type StreamMessage =
  | Patch
  /** The scope is no longer visible here: wipe it. */
  | { kind: "gone"; scope: string }
  /**
   * The guest became an account: the scope continues under another id. Queued operations keep their scope and are
   * accepted.
   */
  | { kind: "merged"; from: string; into: string }
  /** The session behind the stream ended: stop and keep the queue. */
  | { kind: "signed_out" };

/** The actor of an operation. `version` is that of the commit to come; a browser that predicts passes 0. */
export type OpContext = { clientId: string; version: number; by: By };
