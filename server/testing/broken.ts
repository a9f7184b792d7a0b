import { vi } from "vitest";

/** Replaces exports of `module` until the returned function is called: its importers call the broken ones. */
export function breakExports<M extends object>(module: M, broken: Partial<M>): () => void {
  const exports = module as Record<string, () => unknown>;
  const spies = Object.entries(broken).map(([name, value]) =>
    vi.spyOn(exports, name).mockImplementation(value as () => unknown),
  );
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

/** Runs `work` while exports of `module` are replaced: the failing run of the guard they are. */
export async function runBroken<M extends object, T>(
  module: M,
  broken: Partial<M>,
  work: () => Promise<T>,
): Promise<T> {
  const restore = breakExports(module, broken);
  try {
    return await work();
  } finally {
    restore();
  }
}
