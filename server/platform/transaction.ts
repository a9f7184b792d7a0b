import { closeDb, db, isLostWrite, type Tx } from "@/db/client";
import { log } from "./log";

/** READ COMMITTED transaction; invariants are guarded by its statements. A throw rolls everything back. */
export function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction(work);
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

/**
 * Keeps the process alive when the database dies in the middle of a transaction: the driver then throws where no code
 * can catch it. The pool is reopened, and what still waits for the old one is rejected. Any other uncaught error ends
 * the process.
 */
export function handleLostConnections(): void {
  process.on("uncaughtException", (err) => {
    if (isLostWrite(err)) {
      log().warn({ err }, "a connection was lost in the middle of a transaction; the pool is opened anew");
      closeDb().catch(() => {});
    } else {
      log().fatal({ err }, "uncaught error");
      process.exit(1);
    }
  });
}
