import type { Facts } from "@/server/operations/schema";
import type { Notice, OpDraft, RemoteChange } from "./local-store";
import type { Clock, Leadership, Network, PauseReason } from "./ports";
import type { ScopeViews } from "./scope-views";
import type { Storage } from "./storage";

/** What an engine works with, and whom it notifies. */
export type EngineDeps = {
  storage: Storage;
  network: Network;
  clock: Clock;
  leadership: Leadership;
  /** The facts about variants and stores that this browser knows. */
  facts: Facts;
  /** Without an owner nothing is sent: operations wait for one. */
  hasOwner: boolean;
  /** Remote changes and results to be shown; in every tab. */
  onRemoteChange(remote: RemoteChange[], notices: Notice[]): void;
  /** The owner's scope was merged into another id. */
  onScopeMerged(from: string, into: string): void;
  onSignedOut(): void;
  /** Operations that could not be saved and were rolled back. */
  onOpsLost(ops: OpDraft[], reason: unknown): void;
};

/** The state of an engine: the views of base and outbox, and the sync status. */
export type EngineState = {
  /** False until the local store was read. */
  ready: boolean;
  /** Whether the views were current at some moment since the engine started, not only cached. */
  fresh: boolean;
  views: ScopeViews;
  /** Operations that the server has not answered yet. */
  kept: number;
  online: boolean;
  pause: PauseReason;
};

export const emptyEngineState: EngineState = {
  ready: false,
  fresh: false,
  views: new Map(),
  kept: 0,
  online: true,
  pause: null,
};
