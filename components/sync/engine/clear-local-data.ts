import { clearCards } from "./cards";

/** The worker's caches of pages and pictures that were looked at; what it precached is the same for everybody. */
const cacheNames = ["pages", "pictures"];
/** What the shop keeps of a shopper's choices in `localStorage`. */
const storageKeys = ["selvedge-my-store", "selvedge-stores"];

/** Wipes what tells on this device, beside an owner's own databases, what somebody did in the shop. */
export async function clearLocalData(): Promise<void> {
  const tasks = [clearCards(), ...cacheNames.map((name) => globalThis.caches?.delete(name))];
  await Promise.all(tasks.map((work) => Promise.resolve(work).catch(() => {})));
  try {
    for (const name of storageKeys) localStorage.removeItem(name);
    sessionStorage.clear();
  } catch {
    // Refused by the browser: then nothing was kept either.
  }
}
