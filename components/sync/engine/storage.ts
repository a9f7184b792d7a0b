import { beginTransaction, createLocalStore, type LocalStore, type StoreTransaction } from "./local-store";

/** Storage of a local store. Each call is one transaction that sees all earlier ones, of other tabs too. */
export type Storage = {
  read(): Promise<LocalStore>;
  /** Changes the store; `durable` waits for the disk. Resolves with the store as written. */
  write<T>(change: (tx: StoreTransaction) => T, durable?: boolean): Promise<{ book: LocalStore; value: T }>;
  close(): void;
};

/** A store in memory: for browsers without IndexedDB, and for simulations. */
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
