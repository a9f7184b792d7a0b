import { closeDb, db, isLostWrite, type Tx } from "@/db/client";
import { log } from "./log";

/** READ COMMITTED transaction; invariants are guarded by the statements in it. A throw rolls everything back. */
export function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction(work);
}

/**
 * Keeps the process when the database died in the middle of a transaction: the driver then throws where nobody can catch it.
 * The pool is opened anew, and what still waits for the old one is refused. Any other uncaught error ends the process.
 */
export function surviveLostConnections(): void {
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
