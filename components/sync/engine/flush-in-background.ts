import type { Surface } from "@/server/platform/context";
import { adoptScope, emptyBook } from "./local-store";
import { browserClock } from "./clock";
import { indexedStorage } from "./indexed-storage";
import { browserNetwork } from "./network";
import { Pusher } from "./pusher";
import { booksOf, currentOwner, leaderLock } from "./registry";

/**
 * Sends what waits in one database, with its own client id and without a stream: for a second database of the same owner
 * and for the service worker. What nobody did in it becomes `scope`'s. The caller holds the leader's lock. True when
 * nothing waits any more.
 */
export async function drainBook(surface: Surface, name: string, scope: string | null): Promise<boolean> {
  const storage = await indexedStorage(name, browserClock.newId());
  let book = emptyBook("");
  let stuck = false;
  const pusher = new Pusher({
    // One attempt: whoever called comes back.
    clock: { ...browserClock, after: () => () => {} },
    network: browserNetwork(surface),
    active: () => !stuck,
    book: () => book,
    async transact(change) {
      const written = await storage.write(change);
      book = written.book;
      return written.value;
    },
    taken: () => {},
    online: (reached) => {
      stuck = !reached;
    },
    paused: (pause) => {
      stuck = pause !== null;
    },
  });
  try {
    book = scope ? (await storage.write((draft) => adoptScope(draft, scope))).book : await storage.read();
    await pusher.drain();
    return [...book.outbox.values()].every((op) => op.acked !== undefined);
  } finally {
    pusher.stop();
    storage.close();
  }
}

/**
 * For the service worker, when no tab is open: sends the present owner's queue under the leader's lock. A tab that leads
 * does it itself. Throws while something is left, so that the browser tries again.
 */
export async function drainAtRest(surface: Surface): Promise<void> {
  const owner = await currentOwner(surface);
  if (!owner) return;
  const names = await booksOf(surface, owner);
  const lock = leaderLock(surface, owner);
  await navigator.locks.request(lock, { ifAvailable: true }, async (held) => {
    if (!held) return;
    for (const name of names)
      if (!(await drainBook(surface, name, owner.scope))) throw new Error("not everything was sent");
  });
}
