import type { PauseReason } from "./ports";
import type { ScopeViews } from "./scope-views";

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
