import { db, type Tx } from "@/db/client";

/** READ COMMITTED transaction; invariants are guarded by the statements in it. A throw rolls everything back. */
export function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction(work);
}
