import { clearCards } from "./cards";

/** The service worker's runtime caches of pages and pictures; the precache is the same for everybody. */
const cacheNames = ["pages", "pictures"];
/** The keys of `localStorage` that hold a shopper's choices. */
const storageKeys = ["selvedge-my-store", "selvedge-stores"];

/** Deletes the traces of a shopper on this device outside of the owner's databases. */
export async function clearLocalData(): Promise<void> {
  const tasks = [clearCards(), ...cacheNames.map((name) => globalThis.caches?.delete(name))];
  await Promise.all(tasks.map((work) => Promise.resolve(work).catch(() => {})));
  try {
    for (const name of storageKeys) localStorage.removeItem(name);
    sessionStorage.clear();
  } catch {
    // Refused by the browser: then nothing is stored either.
  }
}
