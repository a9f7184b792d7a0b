import type { Patch } from "./schema";

/** A scope has reached `version`. `patch` is the step there from `version - 1`, as JSON; it may be missing. */
export type FanoutMessage = { scope: string; version: number; patch?: Uint8Array };

/**
 * Carries hints between processes. It may lose, repeat and reorder: every process checks the versions of its scopes
 * every 5 s, so that a lost message causes a delay and never a divergence.
 */
export interface Fanout {
  publish(message: FanoutMessage): void;
  subscribe(scope: string, listener: (message: FanoutMessage) => void): () => void;
  health(): "ok" | "degraded";
  close(): Promise<void>;
}

/** The driver for one process: a map of listeners. */
function createMemoryFanout(): Fanout {
  const listeners = new Map<string, Set<(message: FanoutMessage) => void>>();
  return {
    publish(message) {
      for (const listener of listeners.get(message.scope) ?? []) listener(message);
    },
    subscribe(scope, listener) {
      const scopeListeners = listeners.get(scope) ?? new Set();
      listeners.set(scope, scopeListeners.add(listener));
      return () => {
        scopeListeners.delete(listener);
        if (scopeListeners.size === 0 && listeners.get(scope) === scopeListeners) listeners.delete(scope);
      };
    },
    health: () => "ok",
    async close() {
      listeners.clear();
    },
  };
}

const shared = globalThis as typeof globalThis & { __selvedgeFanout?: Fanout };

/** The process's fan-out. It is kept on globalThis, because Next bundles server code a second time. */
export function getFanout(): Fanout {
  shared.__selvedgeFanout ??= createMemoryFanout();
  return shared.__selvedgeFanout;
}

/** Notifies every stream of the scope; called after commit. */
export function publishPatch(patch: Patch): void {
  getFanout().publish({ scope: patch.scope, version: patch.to, patch: Buffer.from(JSON.stringify(patch)) });
}
