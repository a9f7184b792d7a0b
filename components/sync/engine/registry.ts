import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Surface } from "@/server/platform/context";

/** Whose queue this browser keeps on a surface. `scope` is the one that carts without an address mean. */
export type Owner = {
  id: string;
  scope: string;
  kind: "guest" | "linked" | "customer" | "tablet";
  guestId: string | null;
};

interface RegistryDb extends DBSchema {
  /** Databases of an owner on a surface: the first is in use, the others are drained and dropped. */
  books: { key: string; value: string[] };
  current: { key: string; value: Owner };
  nonces: { key: string; value: string };
}

const nobody = "nobody";
const keyOf = (surface: Surface, owner: Owner | null) => `${surface}:${owner?.id ?? nobody}`;
/** The lock under which one tab, or the service worker, sends an owner's queue. */
export const leaderLock = (surface: Surface, owner: Owner | null): string => `sync-leader:${keyOf(surface, owner)}`;
let opened: Promise<IDBPDatabase<RegistryDb>> | null = null;

function registry(): Promise<IDBPDatabase<RegistryDb>> {
  opened ??= openDB<RegistryDb>("selvedge", 1, {
    upgrade(db) {
      for (const name of ["books", "current", "nonces"] as const) db.createObjectStore(name);
    },
  }).catch((e) => {
    opened = null;
    throw e;
  });
  return opened;
}

/** Who owned this surface last in this browser, known without a network. */
export async function currentOwner(surface: Surface): Promise<Owner | null> {
  return (await (await registry()).get("current", surface)) ?? null;
}

/** The databases of an owner (null: of what was done before there was one), the one in use first. */
export async function booksOf(surface: Surface, owner: Owner | null): Promise<[string, ...string[]]> {
  const tx = (await registry()).transaction("books", "readwrite");
  const key = keyOf(surface, owner);
  const names = (await tx.store.get(key)) ?? [
    `selvedge:${surface}:${crypto.getRandomValues(new Uint32Array(2)).join("-")}`,
  ];
  await tx.store.put(names, key);
  await tx.done;
  return names as [string, ...string[]];
}

/**
 * Notes who owns the surface now. What `before` did goes over to `owner` if it was nobody's or became `owner` (a guest
 * that signed in); another owner's databases stay where they are. That there is nobody any more holds only for
 * `before`: another tab may know of somebody by now.
 */
export async function takeOver(surface: Surface, before: Owner | null, owner: Owner | null): Promise<void> {
  const tx = (await registry()).transaction(["books", "current"], "readwrite");
  const [books, current] = [tx.objectStore("books"), tx.objectStore("current")];
  const same = owner && (before === null || before.id === owner.id || before.id === owner.guestId);
  if (same && before?.id !== owner.id) {
    const [from, to] = [keyOf(surface, before), keyOf(surface, owner)];
    const [ours, theirs] = [(await books.get(from)) ?? [], (await books.get(to)) ?? []];
    // A tab that works for the owner already has the first database open: it must stay the first.
    const inUse = (await current.get(surface))?.id === owner.id;
    const names = [...new Set(inUse ? [...theirs, ...ours] : [...ours, ...theirs])];
    if (names.length) await books.put(names, to);
    await books.delete(from);
  }
  if (owner) await current.put(owner, surface);
  else if ((await current.get(surface))?.id === before?.id) await current.delete(surface);
  await tx.done;
}

/** Strikes a database that was drained and dropped, or all of an owner's with `name` null. */
export async function dropBook(surface: Surface, owner: Owner | null, name: string | null): Promise<void> {
  const tx = (await registry()).transaction("books", "readwrite");
  const key = keyOf(surface, owner);
  const left = name ? ((await tx.store.get(key)) ?? []).filter((n) => n !== name) : [];
  await (left.length ? tx.store.put(left, key) : tx.store.delete(key));
  await tx.done;
}

/** Another tab that will not let go of a database must not hold a sign-out up; it goes when that tab does. */
const letGoMs = 3_000;

/** Whether what `before` did belongs to `owner` too: the same, nobody yet, or the guest that the owner was. */
export const isFamily = (before: Owner | null, owner: Owner | null): boolean =>
  before === null || (owner !== null && (before.id === owner.id || before.id === owner.guestId));

/** Deletes all that an owner kept on this device, the queue too. */
export async function discardBooks(surface: Surface, owner: Owner | null): Promise<void> {
  const names = await booksOf(surface, owner).catch(() => []);
  await dropBook(surface, owner, null).catch(() => {});
  const gone = Promise.all(names.map((name) => deleteDB(name).catch(() => {})));
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, letGoMs))]);
}

/** The same 128-bit nonce for all first requests of this browser until `spendNonce`: they make one guest. */
export async function nonceOf(purpose: string): Promise<string> {
  const tx = (await registry()).transaction("nonces", "readwrite");
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  const nonce = (await tx.store.get(purpose)) ?? made;
  await tx.store.put(nonce, purpose);
  await tx.done;
  return nonce;
}

export async function spendNonce(purpose: string): Promise<void> {
  await (await registry()).delete("nonces", purpose);
}
