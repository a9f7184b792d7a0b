import { emptyState } from "@/server/operations/rules";
import type { Notice, RemoteChange } from "./local-store";
import { type EngineState, emptyEngineState } from "./engine-state";
import type { Owner } from "./registry";
import type { ScopeScreen } from "./scope-views";

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

const nothing: ScopeScreen = { state: emptyState, pending: new Set(), entities: new Map(), wishes: [] };

/**
 * What is shown of `scope`, or of the own one. A browser that becomes somebody has its things under the scope of before for a
 * moment: without them the bag would be empty then, and what is open over it would close.
 */
export function shownScope({ screen, owner }: Pick<SessionState, "screen" | "owner">, scope?: string): ScopeScreen {
  if (scope) return screen.get(scope) ?? nothing;
  const [only, ...more] = [...screen.values()];
  return screen.get(owner?.scope ?? "") ?? (more.length === 0 ? only : undefined) ?? nothing;
}

/** How the session learns who it works for; all throw when the server cannot be reached. */
export type OwnerSource = {
  /** Asks the server who this browser is. */
  ask(): Promise<Owner | null>;
  /** Makes this browser somebody, if it is nobody yet. Absent where that takes a person (a tablet's shift). */
  hello?(): Promise<Owner>;
  /** Which of these shoppers asked to be forgotten: their copies here must go. */
  erased?(ids: string[]): Promise<string[]>;
};
