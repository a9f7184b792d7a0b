import { asc, eq, inArray, lte, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { sqlNow } from "@/server/platform/clock";
import { decrypt, encrypt } from "@/server/platform/encryption";
import { log } from "@/server/platform/log";
import { getProviders, type Providers, sendMessage } from "./provider";
import type { Message } from "./schema";

/** Waits before the next try, in seconds; after the last one a message is given up. */
const retryDelays = [2, 10, 30];
/** Sent at once: a burst of letters must not keep shoppers waiting for the database. */
const batch = 10;
const pollMs = 2_000;
/** A process that died while it sent leaves the message to the others after this. */
const lease = sql`interval '1 minute'`;

type QueuedMessage = typeof outgoingMessage.$inferSelect;

/**
 * Writes a message down in the caller's transaction, to be sent after it: what is sent cannot slow the answer, nor tell by
 * its time whether there is anybody to write to. It is of no use after `minutes`. Call `kickOutbox` after the commit.
 * What becomes of a message with an id is written into the notice of that id.
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

/** Ends what waits by `which`, a condition on `m`, and lets the notices say what came of it; in one statement. */
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

/** Sends what is due, one run after another; a failure is logged without the address and tried again, thrice. */
export function deliverDue(by: Providers = getProviders()): Promise<void> {
  const next = running.then(() => runOutbox(by));
  running = next.catch(() => {});
  return next;
}

/** Looks every two seconds for what is to be tried again, or was left by another process. The result stops it. */
export function startOutbox(): () => void {
  const timer = setInterval(flushOutbox, pollMs);
  return () => clearInterval(timer);
}

/** Has the messages that were just committed sent after the present answer. */
export function flushOutbox(): void {
  setImmediate(() => {
    deliverDue().catch((err) => log().error({ err }, "waiting messages could not be looked through"));
  });
}
