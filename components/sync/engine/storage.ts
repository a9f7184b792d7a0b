import { beginTransaction, createLocalStore, type LocalStore, type StoreTransaction } from "./local-store";

/** Where a book is kept. Each call is one transaction that sees the work of every earlier one, of other tabs too. */
export type Storage = {
  read(): Promise<LocalStore>;
  /** Changes the book; `durable` waits until it is on the disk. Resolves with the book as written. */
  write<T>(change: (tx: StoreTransaction) => T, durable?: boolean): Promise<{ book: LocalStore; value: T }>;
  close(): void;
};

/** A book in memory: for browsers without IndexedDB, and for simulations. */
export function createMemoryStorage(clientId: string): Storage {
  let store = createLocalStore(clientId);
  return {
    read: async () => store,
    async write(change) {
      const tx = beginTransaction(store);
      const value = change(tx);
      const { touched: _touched, ...next } = tx;
      store = next;
      return { book: store, value };
    },
    close() {},
  };
}
