import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { toCurrentOpName, toFormerOpName } from "@/server/operations/format.rules";
import { toCurrentErrorCode } from "@/server/platform/errors";
import {
  type BaseRow,
  beginTransaction,
  createLocalStore,
  type LocalStore,
  type Meta,
  type PendingOp,
  type TouchedKeys,
} from "./local-store";
import type { Storage } from "./storage";

interface LocalStoreDb extends DBSchema {
  meta: { key: string; value: Meta };
  base: { key: string; value: BaseRow };
  outbox: { key: number; value: PendingOp };
  sent: { key: number; value: PendingOp };
}
const storeNames = ["meta", "base", "outbox", "sent"] as const;
type Tx<M extends IDBTransactionMode> = ReturnType<typeof beginTx<M>>;

function beginTx<M extends IDBTransactionMode>(db: IDBPDatabase<LocalStoreDb>, mode: M, durable: boolean) {
  // Chrome's default is "relaxed": a power cut after "kept on this phone" would lose the operation.
  return db.transaction(storeNames, mode, { durability: durable ? "strict" : "relaxed" });
}

/** Requests are stored under the names of format version 1, see `toFormerOpName`. */
const fromStored = (op: PendingOp): PendingOp => {
  const reason = op.refused?.reason;
  const refused = reason && { refused: { ...op.refused, reason: toCurrentErrorCode(reason) } };
  return { ...op, ...refused, name: toCurrentOpName(op.name) } as PendingOp;
};
const toStored = (op: PendingOp): PendingOp => ({ ...op, name: toFormerOpName(op.name) }) as PendingOp;

async function load(tx: Tx<"readonly"> | Tx<"readwrite">, clientId: string): Promise<LocalStore> {
  const [meta, base, baseKeys, outbox, sent] = await Promise.all([
    tx.objectStore("meta").get("book"),
    tx.objectStore("base").getAll(),
    tx.objectStore("base").getAllKeys(),
    tx.objectStore("outbox").getAll(),
    tx.objectStore("sent").getAll(),
  ]);
  return {
    meta: meta ?? createLocalStore(clientId).meta,
    base: new Map(base.map((row, i) => [baseKeys[i] as string, row])),
    outbox: new Map(outbox.map((op) => [op.seq, fromStored(op)])),
    sent: new Map(sent.map((op) => [op.seq, fromStored(op)])),
  };
}

function save(tx: Tx<"readwrite">, book: LocalStore, touched: TouchedKeys): Promise<unknown> {
  const writes: Promise<unknown>[] = [];
  if (touched.meta) writes.push(tx.objectStore("meta").put(book.meta, "book"));
  for (const key of touched.base) {
    const row = book.base.get(key);
    writes.push(row ? tx.objectStore("base").put(row, key) : tx.objectStore("base").delete(key));
  }
  for (const name of ["outbox", "sent"] as const) {
    for (const key of touched[name]) {
      const op = book[name].get(key);
      writes.push(op ? tx.objectStore(name).put(toStored(op)) : tx.objectStore(name).delete(key));
    }
  }
  return Promise.all(writes);
}

/**
 * Opens the database of one surface and owner, made with `clientId` when new. Throws when the browser refuses IndexedDB.
 */
export async function openIndexedStorage(name: string, clientId: string): Promise<Storage> {
  const db = await openDB<LocalStoreDb>(name, 1, {
    upgrade(created) {
      created.createObjectStore("meta");
      created.createObjectStore("base");
      created.createObjectStore("outbox", { keyPath: "seq" });
      created.createObjectStore("sent", { keyPath: "seq" });
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
  const storage: Storage = {
    read: () => load(beginTx(db, "readonly", false), clientId),
    async write(change, durable = false) {
      const tx = beginTx(db, "readwrite", durable);
      const changes = beginTransaction(await load(tx, clientId));
      try {
        const value = change(changes);
        const { touched, ...book } = changes;
        await Promise.all([save(tx, book, touched), tx.done]);
        return { book, value };
      } catch (e) {
        tx.done.catch(() => {});
        try {
          tx.abort();
        } catch {
          // The browser has aborted it already.
        }
        throw e;
      }
    },
    close: () => db.close(),
  };
  const fresh = (await storage.read()).meta;
  if (fresh.clientId === clientId)
    await storage.write((changes) => {
      changes.touched.meta = true;
    });
  return storage;
}
