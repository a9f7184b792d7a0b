import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Surface } from "@/server/platform/context";

/** The owner of a surface's queue in this browser. `scope` is the one that carts without an address mean. */
export type Owner = {
  id: string;
  scope: string;
  kind: "guest" | "linked" | "customer" | "tablet";
  guestId: string | null;
};

interface RegistryDb extends DBSchema {
  /** Databases of an owner on a surface: the first is in use, the others are flushed and dropped. */
  books: { key: string; value: string[] };
  current: { key: string; value: Owner };
  nonces: { key: string; value: string };
}

const noOwnerKey = "nobody";
const keyOf = (surface: Surface, owner: Owner | null) => `${surface}:${owner?.id ?? noOwnerKey}`;
/** The lock under which one tab, or the service worker, sends an owner's queue. */
export const leaderLockName = (surface: Surface, owner: Owner | null): string => `sync-leader:${keyOf(surface, owner)}`;
let registryDb: Promise<IDBPDatabase<RegistryDb>> | null = null;

function openRegistry(): Promise<IDBPDatabase<RegistryDb>> {
  registryDb ??= openDB<RegistryDb>("selvedge", 1, {
    upgrade(db) {
      for (const name of ["books", "current", "nonces"] as const) db.createObjectStore(name);
    },
  }).catch((e) => {
    registryDb = null;
    throw e;
  });
  return registryDb;
}

/** The last owner of this surface in this browser, known offline. */
export async function getCurrentOwner(surface: Surface): Promise<Owner | null> {
  return (await (await openRegistry()).get("current", surface)) ?? null;
}

/** The databases of an owner (null: of what was done before there was one), the one in use first. */
export async function listStoreNames(surface: Surface, owner: Owner | null): Promise<[string, ...string[]]> {
  const tx = (await openRegistry()).transaction("books", "readwrite");
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
export async function transferOwnership(surface: Surface, before: Owner | null, owner: Owner | null): Promise<void> {
  const tx = (await openRegistry()).transaction(["books", "current"], "readwrite");
  const books = tx.objectStore("books");
  const current = tx.objectStore("current");
  const isSame = owner && (before === null || before.id === owner.id || before.id === owner.guestId);
  if (isSame && before?.id !== owner.id) {
    const from = keyOf(surface, before);
    const to = keyOf(surface, owner);
    const ours = (await books.get(from)) ?? [];
    const theirs = (await books.get(to)) ?? [];
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

/** Removes a database that was flushed and dropped, or all of an owner's with `name` null. */
export async function dropStoreName(surface: Surface, owner: Owner | null, name: string | null): Promise<void> {
  const tx = (await openRegistry()).transaction("books", "readwrite");
  const key = keyOf(surface, owner);
  const remaining = name ? ((await tx.store.get(key)) ?? []).filter((n) => n !== name) : [];
  await (remaining.length ? tx.store.put(remaining, key) : tx.store.delete(key));
  await tx.done;
}

/** Another tab that will not let go of a database must not hold a sign-out up; it goes when that tab does. */
const deleteTimeoutMs = 3_000;

/** Whether what `before` did belongs to `owner` too: the same, nobody yet, or the guest that the owner was. */
export const isSamePerson = (before: Owner | null, owner: Owner | null): boolean =>
  before === null || (owner !== null && (before.id === owner.id || before.id === owner.guestId));

/** Deletes all of an owner's data on this device, the queue too. */
export async function deleteStores(surface: Surface, owner: Owner | null): Promise<void> {
  const names = await listStoreNames(surface, owner).catch(() => []);
  await dropStoreName(surface, owner, null).catch(() => {});
  const deletion = Promise.all(names.map((name) => deleteDB(name).catch(() => {})));
  await Promise.race([deletion, new Promise((resolve) => setTimeout(resolve, deleteTimeoutMs))]);
}

/** The same 128-bit nonce for all first requests of this browser until `discardNonce`: they make one guest. */
export async function getNonce(purpose: string): Promise<string> {
  const tx = (await openRegistry()).transaction("nonces", "readwrite");
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const freshNonce = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  const nonce = (await tx.store.get(purpose)) ?? freshNonce;
  await tx.store.put(nonce, purpose);
  await tx.done;
  return nonce;
}

export async function discardNonce(purpose: string): Promise<void> {
  await (await openRegistry()).delete("nonces", purpose);
}
