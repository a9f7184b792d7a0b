import type { Surface } from "@/server/platform/context";
import { browserClock } from "./clock";
import { openIndexedStorage } from "./indexed-storage";
import { adoptScope, createLocalStore } from "./local-store";
import { createBrowserNetwork } from "./network";
import { Pusher } from "./pusher";
import { getCurrentOwner, leaderLockName, listStoreNames } from "./registry";

/**
 * Flushes one database under its own client id and without a stream: for a second database of the same owner and for
 * the service worker. Unowned operations get `scope`. The caller holds the leader's lock. Returns true when the
 * outbox is empty.
 */
export async function flushStore(surface: Surface, name: string, scope: string | null): Promise<boolean> {
  const storage = await openIndexedStorage(name, browserClock.newId());
  let store = createLocalStore("");
  let isStuck = false;
  const pusher = new Pusher({
    // One attempt: the caller retries.
    clock: { ...browserClock, after: () => () => {} },
    network: createBrowserNetwork(surface),
    isActive: () => !isStuck,
    getLocalStore: () => store,
    async transact(change) {
      const written = await storage.write(change);
      store = written.book;
      return written.value;
    },
    onApplied: () => {},
    onOnline: (reached) => {
      isStuck = !reached;
    },
    onPaused: (pause) => {
      isStuck = pause !== null;
    },
  });
  try {
    store = scope ? (await storage.write((tx) => adoptScope(tx, scope))).book : await storage.read();
    await pusher.flush();
    return [...store.outbox.values()].every((op) => op.acked !== undefined);
  } finally {
    pusher.stop();
    storage.close();
  }
}

/**
 * For the service worker, when no tab is open: sends the present owner's queue under the leader's lock. A leading tab
 * does it itself. Throws while something is left, so that the browser retries.
 */
export async function flushInBackground(surface: Surface): Promise<void> {
  const owner = await getCurrentOwner(surface);
  if (!owner) return;
  const names = await listStoreNames(surface, owner);
  const lockName = leaderLockName(surface, owner);
  await navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const name of names)
      if (!(await flushStore(surface, name, owner.scope))) throw new Error("not everything was sent");
  });
}
