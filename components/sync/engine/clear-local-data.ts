import { wipeCards } from "./cards";

/** The worker's caches of pages and pictures that were looked at; what it precached is the same for everybody. */
const caches = ["pages", "pictures"];
/** What the shop keeps of a shopper's choices in `localStorage`. */
const choices = ["selvedge-my-store", "selvedge-stores"];

/** Wipes what tells on this device, beside an owner's own databases, what somebody did in the shop. */
export async function wipeTraces(): Promise<void> {
  const wiped = [wipeCards(), ...caches.map((name) => globalThis.caches?.delete(name))];
  await Promise.all(wiped.map((work) => Promise.resolve(work).catch(() => {})));
  try {
    for (const name of choices) localStorage.removeItem(name);
    sessionStorage.clear();
  } catch {
    // Refused by the browser: then nothing was kept either.
  }
}
