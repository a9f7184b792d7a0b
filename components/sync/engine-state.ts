import type { Pause } from "./ports";
import type { Screen } from "./screen";

/** What an engine shows: the screen over base and queue, and how it stands with the server. */
export type EngineState = {
  /** False until the book was read. */
  ready: boolean;
  screen: Screen;
  /** Operations that the server has not answered yet. */
  kept: number;
  online: boolean;
  pause: Pause;
};

export const emptyEngineState: EngineState = { ready: false, screen: new Map(), kept: 0, online: true, pause: null };
