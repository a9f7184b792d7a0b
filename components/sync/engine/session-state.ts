import { emptyState } from "@/server/operations/rules";
import { type EngineState, emptyEngineState } from "./engine-state";
import type { Notice, RemoteChange } from "./local-store";
import type { Owner } from "./registry";
import type { ScopeView } from "./scope-views";

/** A remote change, or a result to be shown. `serial` grows with each. */
type SyncUpdate = { serial: number; remote: RemoteChange[]; notices: Notice[] };
export type SessionState = EngineState & {
  owner: Owner | null;
  lastUpdate: SyncUpdate | null;
  /** The session ended on the server while operations were queued; they wait for the same owner. */
  signedOut: boolean;
  /** False where the browser refuses storage: data live as long as the tab. */
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
 * What is shown of `scope`, or of the own one. While a browser becomes a guest, its rows are under the earlier scope
 * for a moment: without them the cart would flash empty and close open sheets.
 */
export function selectScopeView({ views, owner }: Pick<SessionState, "views" | "owner">, scope?: string): ScopeView {
  if (scope) return views.get(scope) ?? emptyScopeView;
  const [only, ...more] = [...views.values()];
  return views.get(owner?.scope ?? "") ?? (more.length === 0 ? only : undefined) ?? emptyScopeView;
}

/** The source of the owner; all methods throw when the server is unreachable. */
export type OwnerSource = {
  /** Asks the server who this browser is. */
  fetchOwner(): Promise<Owner | null>;
  /** Creates a shopper for this browser if it has none. Absent where a person must sign in (a tablet's shift). */
  createGuest?(): Promise<Owner>;
  /** Which of these shoppers were erased: their local copies must be deleted. */
  listErased?(ids: string[]): Promise<string[]>;
};
