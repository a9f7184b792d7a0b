import { asc, eq, inArray, lte, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { sqlNow } from "@/server/platform/clock";
import { decrypt, encrypt } from "@/server/platform/encryption";
import { log } from "@/server/platform/log";
import { getProviders, type Providers, sendMessage } from "./provider";
import type { Message } from "./schema";

/** Delays before each retry, in seconds; a message is given up after the last one. */
const retryDelays = [2, 10, 30];
/** Messages sent concurrently: a burst of mails must not occupy the database connections of shoppers. */
const batch = 10;
const pollMs = 2_000;
/** Lease of a message that is being sent: after it another process takes over. */
const lease = sql`interval '1 minute'`;

type QueuedMessage = typeof outgoingMessage.$inferSelect;

/**
 * Queues a message in the caller's transaction, to be sent after the commit: sending cannot slow down the response, nor
 * reveal by its duration whether a recipient exists. It expires after `minutes`. Call `flushOutbox` after the commit.
 * The outcome of a message with an id is written to the notice of that id.
 */
export async function queueMessage(tx: Tx, message: Message, minutes = 1440): Promise<void> {
  const { id = null, ...rest } = message;
  const sealed = encrypt("message", JSON.stringify(rest));
  await tx.execute(sql`insert into outgoing_message (id, channel, sealed, expires_at)
    values (coalesce(${id}::uuid, gen_random_uuid()), ${message.channel}, ${sealed},
      clock_now() + make_interval(mins => ${minutes}))`);
}

async function claimDue(): Promise<QueuedMessage[]> {
  const due = db()
    .select({ id: outgoingMessage.id })
    .from(outgoingMessage)
    .where(lte(outgoingMessage.nextAt, sqlNow))
    .orderBy(asc(outgoingMessage.nextAt))
    .limit(batch)
    .for("update", { skipLocked: true });
  return db()
    .update(outgoingMessage)
    .set({ attempts: sql`${outgoingMessage.attempts} + 1`, nextAt: sql`${sqlNow} + ${lease}` })
    .where(inArray(outgoingMessage.id, due))
    .returning();
}

/** Ends the messages that match `which`, a condition on `m`, and writes the outcome to their notices; one statement. */
const finishMessages = (which: SQL, state: "sent" | "failed") =>
  db().execute(sql`with gone as (delete from outgoing_message m where ${which} returning m.id)
    update notice set state = ${state}, settled_at = clock_now() from gone where notice.id = gone.id and state = 'queued'`);
const finishMessage = (id: string, state: "sent" | "failed") => finishMessages(sql`m.id = ${id}`, state);

async function deliver(waiting: QueuedMessage, by: Providers): Promise<void> {
  const { id, channel, attempts } = waiting;
  const text = decrypt("message", waiting.sealed);
  if (text === null) {
    log().error({ channel, id }, "a waiting message was sealed with another secret; it is dropped");
    return void (await finishMessage(id, "failed"));
  }
  try {
    await sendMessage({ ...(JSON.parse(text) as Message), id }, by);
    await finishMessage(id, "sent");
  } catch (err) {
    const wait = retryDelays[attempts - 1];
    if (wait === undefined) {
      log().error({ channel, id, attempts, err }, "a message could not be sent; it is given up");
      await finishMessage(id, "failed");
    } else {
      log().warn({ channel, id, attempts, err }, "a message could not be sent; it is tried again");
      const nextAt = sql`${sqlNow} + make_interval(secs => ${wait})`;
      await db().update(outgoingMessage).set({ nextAt }).where(eq(outgoingMessage.id, id));
    }
  }
}

async function runOutbox(by: Providers): Promise<void> {
  await finishMessages(sql`m.expires_at <= clock_now()`, "failed");
  for (let due = await claimDue(); due.length > 0; due = await claimDue()) {
    await Promise.all(due.map((waiting) => deliver(waiting, by)));
  }
}

let running: Promise<void> = Promise.resolve();

/**
 * Sends the messages that are due, one run after another; a failure is logged without the address and retried three
 * times.
 */
export function deliverDue(by: Providers = getProviders()): Promise<void> {
  const next = running.then(() => runOutbox(by));
  running = next.catch(() => {});
  return next;
}

/** Polls every two seconds for retries and for messages left by another process. Returns a function that stops it. */
export function startOutbox(): () => void {
  const timer = setInterval(flushOutbox, pollMs);
  return () => clearInterval(timer);
}

/** Resolves when the run that was started, or just asked for, has ended: the pool may then be closed. */
export async function drainOutbox(): Promise<void> {
  await new Promise(setImmediate);
  await running;
}

/** Sends the messages that were just committed, after the current response. */
export function flushOutbox(): void {
  setImmediate(() => {
    deliverDue().catch((err) => log().error({ err }, "waiting messages could not be looked through"));
  });
}
