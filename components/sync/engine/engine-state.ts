import type { PauseReason } from "./ports";
import type { ScopeViews } from "./scope-views";

/** What an engine shows: the screen over base and queue, and how it stands with the server. */
export type EngineState = {
  /** False until the book was read. */
  ready: boolean;
  /** Whether what is shown was the server's present at some moment since the engine began, and not only of old. */
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
