import type { Surface } from "@/server/platform/context";
import { emptyBook } from "./book";
import { browserClock } from "./clock";
import { indexedStorage } from "./indexed-storage";
import { browserNetwork } from "./network";
import { Pusher } from "./pusher";

/**
 * Sends what waits in one database, with its own client id and without a stream: for a second database of the same owner
 * and for the service worker. The caller holds the leader's lock. True when nothing waits any more.
 */
export async function drainBook(surface: Surface, name: string): Promise<boolean> {
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
    book = await storage.read();
    await pusher.drain();
    return [...book.outbox.values()].every((op) => op.acked !== undefined);
  } finally {
    pusher.stop();
    storage.close();
  }
}
