import { sql } from "drizzle-orm";
import { runTransaction, type Tx } from "@/db/client";

/** READ COMMITTED transaction; invariants are guarded by its statements. A throw rolls everything back. */
export const inTransaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T> = runTransaction;

/** Runs `work` in a savepoint of `tx`: a throw rolls back what it did, and the transaction goes on. */
export async function inSavepoint<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  // An inner savepoint of the same name hides the outer one until it is released.
  await tx.execute(sql`savepoint inner_work`);
  try {
    const result = await work();
    await tx.execute(sql`release savepoint inner_work`);
    return result;
  } catch (e) {
    await tx.execute(sql`rollback to savepoint inner_work`);
    await tx.execute(sql`release savepoint inner_work`);
    throw e;
  }
}

type Answers<T extends readonly PromiseLike<unknown>[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

/**
 * Waits for statements of one transaction that were sent together. Throws the first failure in the given order, once
 * all have ended: a later failure only reports that the transaction is broken, and a statement still in flight would
 * run on a connection that has been released to another request.
 */
export async function awaitAll<const T extends readonly PromiseLike<unknown>[]>(work: T): Promise<Answers<T>> {
  const settled = await Promise.allSettled(work);
  for (const one of settled) if (one.status === "rejected") throw one.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as Answers<T>;
}
