import type { Notice, RemoteChange } from "./book";
import { type EngineState, emptyEngineState } from "./engine-state";
import type { Owner } from "./registry";

/** Something that came from elsewhere, or an answer that must be said. `serial` grows with each. */
type News = { serial: number; remote: RemoteChange[]; notices: Notice[] };
export type SessionState = EngineState & {
  owner: Owner | null;
  news: News | null;
  /** The session ended on the server while operations were kept; they wait for the same owner. */
  signedOut: boolean;
  /** False where the browser refuses to keep anything: what is done lives as long as the tab. */
  durable: boolean;
};
export const emptySessionState: SessionState = {
  ...emptyEngineState,
  owner: null,
  news: null,
  signedOut: false,
  durable: true,
};

/** How the session learns who it works for; all throw when the server cannot be reached. */
export type OwnerSource = {
  /** Asks the server who this browser is. */
  ask(): Promise<Owner | null>;
  /** Makes this browser somebody, if it is nobody yet. Absent where that takes a person (a tablet's shift). */
  hello?(): Promise<Owner>;
  /** Which of these shoppers asked to be forgotten: their copies here must go. */
  erased?(ids: string[]): Promise<string[]>;
};
