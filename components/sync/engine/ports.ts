import type { PushReply, QueuedOp } from "@/server/operations/schema";
import type { Cursor, StreamMessage } from "@/server/sync/schema";
import type { Notice, RemoteChange } from "./local-store";

/** Clock and randomness, injected for the simulation. */
export type Clock = {
  now(): number;
  /** Runs `work` after `ms`; the result cancels it. */
  after(ms: number, work: () => void): () => void;
  /** 0 ≤ x < 1. */
  random(): number;
  newId(): string;
};

export type PushInput = { clientId: string; schemaV: number; ops: QueuedOp[]; cursors: Cursor[] };

/** Why a request failed. `unreachable` covers everything that a retry may solve. */
export type FailureKind = "unreachable" | "signed_out" | "upgrade" | "forked" | "gap" | "bad_input";

/** A refused or lost request. `expected` is the mid that the server named with "gap", `code` its refusal, if it spoke. */
export class NetworkFailure extends Error {
  readonly kind: FailureKind;
  readonly expected: number | null;
  readonly code: string | null;
  constructor(kind: FailureKind, expected: number | null = null, code: string | null = null) {
    super(code ?? kind);
    this.kind = kind;
    this.expected = expected;
    this.code = code;
  }
}

export type StreamEvents = {
  open(): void;
  message(message: StreamMessage): void;
  /** Everything missing was received. */
  current(): void;
  /** A ping came. */
  alive(): void;
  /** The stream ended; it does not reconnect by itself. */
  down(): void;
};

/** The server as the engine sees it. Requests throw NetworkFailure. */
export type Network = {
  push(input: PushInput): Promise<PushReply>;
  pull(input: { clientId: string; scopes: Cursor[] }): Promise<StreamMessage[]>;
  ping(): Promise<boolean>;
  /** After so many ms without a word a stream is dead, though the socket may not know. Without it: two pings of a phone. */
  silenceMs?: number;
  /** Opens the live stream after `scopes`; the result closes it. */
  open(input: { clientId: string; scopes: Cursor[] }, on: StreamEvents): () => void;
};

export type PauseReason = "signed_out" | "upgrade" | null;

/** The messages between the tabs of one browser. */
export type TabMessage =
  | { kind: "changed"; remote: RemoteChange[]; notices: Notice[] }
  | { kind: "status"; online: boolean; pause: PauseReason }
  /** The base is current. */
  | { kind: "current" };

/** Leader election and messages between the tabs. */
export type Leadership = {
  start(on: { lead(): void; yield(): void; message(message: TabMessage): void }): void;
  post(message: TabMessage): void;
  stop(): void;
};

/** Full jitter: anywhere between 0 and a ceiling that doubles from 0.5 s to 30 s. */
export const computeBackOffMs = (attempt: number, random: number): number =>
  Math.round(random * Math.min(30_000, 500 * 2 ** Math.min(attempt, 10)));
