import { emptyState } from "@/server/operations/rules";
import { type EngineState, emptyEngineState } from "./engine-state";
import type { Notice, RemoteChange } from "./local-store";
import type { Owner } from "./registry";
import type { ScopeView } from "./scope-views";

/** Something that came from elsewhere, or an answer that must be said. `serial` grows with each. */
type SyncUpdate = { serial: number; remote: RemoteChange[]; notices: Notice[] };
export type SessionState = EngineState & {
  owner: Owner | null;
  lastUpdate: SyncUpdate | null;
  /** The session ended on the server while operations were kept; they wait for the same owner. */
  signedOut: boolean;
  /** False where the browser refuses to keep anything: what is done lives as long as the tab. */
  durable: boolean;
};
export const emptySessionState: SessionState = {
  ...emptyEngineState,
  owner: null,
  lastUpdate: null,
  signedOut: false,
  durable: true,
};

const emptyScopeView: ScopeView = { state: emptyState, pending: new Set(), entities: new Map(), requests: [] };

/**
 * What is shown of `scope`, or of the own one. A browser that becomes somebody has its things under the scope of before for a
 * moment: without them the cart would be empty then, and what is open over it would close.
 */
export function selectScopeView({ views, owner }: Pick<SessionState, "views" | "owner">, scope?: string): ScopeView {
  if (scope) return views.get(scope) ?? emptyScopeView;
  const [only, ...more] = [...views.values()];
  return views.get(owner?.scope ?? "") ?? (more.length === 0 ? only : undefined) ?? emptyScopeView;
}

/** How the session learns who it works for; all throw when the server cannot be reached. */
export type OwnerSource = {
  /** Asks the server who this browser is. */
  fetchOwner(): Promise<Owner | null>;
  /** Makes this browser somebody, if it is nobody yet. Absent where that takes a person (a tablet's shift). */
  createGuest?(): Promise<Owner>;
  /** Which of these shoppers asked to be forgotten: their copies here must go. */
  listErased?(ids: string[]): Promise<string[]>;
};
