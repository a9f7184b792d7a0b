import { type Book, type Draft, emptyBook, openDraft } from "./local-store";

/** Where a book is kept. Each call is one transaction that sees the work of every earlier one, of other tabs too. */
export type Storage = {
  read(): Promise<Book>;
  /** Changes the book; `durable` waits until it is on the disk. Resolves with the book as written. */
  write<T>(change: (draft: Draft) => T, durable?: boolean): Promise<{ book: Book; value: T }>;
  close(): void;
};

/** A book in memory: for browsers without IndexedDB, and for simulations. */
export function memoryStorage(clientId: string): Storage {
  let book = emptyBook(clientId);
  return {
    read: async () => book,
    async write(change) {
      const draft = openDraft(book);
      const value = change(draft);
      const { touched: _touched, ...next } = draft;
      book = next;
      return { book, value };
    },
    close() {},
  };
}
