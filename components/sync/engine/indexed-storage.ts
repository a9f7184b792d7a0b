import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type BaseRow, type Book, emptyBook, type Meta, openDraft, type Pending, type Touched } from "./local-store";
import type { Storage } from "./storage";

interface BookDb extends DBSchema {
  meta: { key: string; value: Meta };
  base: { key: string; value: BaseRow };
  outbox: { key: number; value: Pending };
  sent: { key: number; value: Pending };
}
const stores = ["meta", "base", "outbox", "sent"] as const;
type Tx<M extends IDBTransactionMode> = ReturnType<typeof begin<M>>;

function begin<M extends IDBTransactionMode>(db: IDBPDatabase<BookDb>, mode: M, durable: boolean) {
  // Chrome's default is "relaxed": a power cut after "kept on this phone" would lose the operation.
  return db.transaction(stores, mode, { durability: durable ? "strict" : "relaxed" });
}

async function load(tx: Tx<"readonly"> | Tx<"readwrite">, clientId: string): Promise<Book> {
  const [meta, base, baseKeys, outbox, sent] = await Promise.all([
    tx.objectStore("meta").get("book"),
    tx.objectStore("base").getAll(),
    tx.objectStore("base").getAllKeys(),
    tx.objectStore("outbox").getAll(),
    tx.objectStore("sent").getAll(),
  ]);
  return {
    meta: meta ?? emptyBook(clientId).meta,
    base: new Map(base.map((row, i) => [baseKeys[i] as string, row])),
    outbox: new Map(outbox.map((op) => [op.seq, op])),
    sent: new Map(sent.map((op) => [op.seq, op])),
  };
}

function save(tx: Tx<"readwrite">, book: Book, touched: Touched): Promise<unknown> {
  const writes: Promise<unknown>[] = [];
  if (touched.meta) writes.push(tx.objectStore("meta").put(book.meta, "book"));
  for (const key of touched.base) {
    const row = book.base.get(key);
    writes.push(row ? tx.objectStore("base").put(row, key) : tx.objectStore("base").delete(key));
  }
  for (const name of ["outbox", "sent"] as const) {
    for (const key of touched[name]) {
      const op = book[name].get(key);
      writes.push(op ? tx.objectStore(name).put(op) : tx.objectStore(name).delete(key));
    }
  }
  return Promise.all(writes);
}

/**
 * Opens the database of one surface and owner, made with `clientId` when new. Throws when the browser refuses IndexedDB.
 */
export async function indexedStorage(name: string, clientId: string): Promise<Storage> {
  const db = await openDB<BookDb>(name, 1, {
    upgrade(created) {
      created.createObjectStore("meta");
      created.createObjectStore("base");
      created.createObjectStore("outbox", { keyPath: "seq" });
      created.createObjectStore("sent", { keyPath: "seq" });
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
  const storage: Storage = {
    read: () => load(begin(db, "readonly", false), clientId),
    async write(change, durable = false) {
      const tx = begin(db, "readwrite", durable);
      const draft = openDraft(await load(tx, clientId));
      try {
        const value = change(draft);
        const { touched, ...book } = draft;
        await Promise.all([save(tx, book, touched), tx.done]);
        return { book, value };
      } catch (e) {
        tx.done.catch(() => {});
        try {
          tx.abort();
        } catch {
          // already aborted by the browser
        }
        throw e;
      }
    },
    close: () => db.close(),
  };
  const fresh = (await storage.read()).meta;
  if (fresh.clientId === clientId)
    await storage.write((draft) => {
      draft.touched.meta = true;
    });
  return storage;
}
