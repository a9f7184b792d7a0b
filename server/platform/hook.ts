const shared = globalThis as typeof globalThis & { __selvedgeHooks?: Map<string, unknown> };

/** What a module calls without knowing who answers. `set` replaces; `get` throws while nothing is registered. */
export type Hook<T> = { set(value: T): void; get(): T };

/**
 * Creates the hook called `name`, one for the process, also across its two bundles. The module above is put in by
 * server/app/register.ts.
 */
export function createHook<T>(name: string): Hook<T> {
  shared.__selvedgeHooks ??= new Map();
  const registered = shared.__selvedgeHooks;
  return {
    set: (value) => void registered.set(name, value),
    get() {
      if (!registered.has(name)) throw new Error(`nothing is registered for ${name}`);
      return registered.get(name) as T;
    },
  };
}
