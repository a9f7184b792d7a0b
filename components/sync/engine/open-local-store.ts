import { deleteDB } from "idb";
import type { Surface } from "@/server/platform/context";
import { browserClock } from "./clock";
import { flushStore } from "./flush-in-background";
import { openIndexedStorage } from "./indexed-storage";
import { dropStoreName, listStoreNames, type Owner } from "./registry";
import { createMemoryStorage, type Storage } from "./storage";

/**
 * Opens the database of a surface's owner, in memory where the browser refuses to keep anything (`durable` false);
 * `others` are further databases of the same owner, to be flushed.
 */
export async function openLocalStore(
  surface: Surface,
  owner: Owner | null,
): Promise<{ storage: Storage; durable: boolean; others: string[] }> {
  try {
    const [name, ...others] = await listStoreNames(surface, owner);
    return { storage: await openIndexedStorage(name, browserClock.newId()), durable: true, others };
  } catch {
    return { storage: createMemoryStorage(browserClock.newId()), durable: false, others: [] };
  }
}

/** Flushes a second database of the same owner under its own client id, then drops it. */
export async function flushOtherStore(surface: Surface, owner: Owner | null, name: string): Promise<void> {
  const work = async () => {
    if (!(await flushStore(surface, name, owner?.scope ?? null))) return;
    await dropStoreName(surface, owner, name);
    await deleteDB(name);
  };
  const locked = navigator.locks?.request(`sync-drain:${name}`, { ifAvailable: true }, (lock) =>
    lock ? work() : undefined,
  );
  await Promise.resolve(locked ?? work()).catch(() => {});
}
