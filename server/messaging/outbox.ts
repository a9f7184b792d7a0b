import { and, asc, eq, inArray, isNotNull, isNull, lte, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { now, sqlNow } from "@/server/platform/clock";
import { decrypt, encrypt } from "@/server/platform/encryption";
import { getInnermostMessage, log } from "@/server/platform/log";
import { addJob } from "@/server/queue/commands";
import { getProviders, type Providers, sendMessage } from "./provider";
import { isRefusedForGood } from "./refusal";
import { getRetrySeconds, isOldEnoughToGiveUp } from "./rules";
import type { Message } from "./schema";

/** Messages sent concurrently: a burst of mails must not occupy the database connections of shoppers. */
const batch = 10;
/** Lease of a message that is being sent: after it another process takes over. */
const lease = sql`interval '1 minute'`;
/** How long a message that was given up can be sent again. */
const keptInterval = sql`interval '7 days'`;

/** The job that sends what is due. */
export const messagesJobName = "messages.send";

type QueuedMessage = typeof outgoingMessage.$inferSelect;

/**
 * Queues a message in the caller's transaction, to be sent after the commit: sending cannot slow down the response, nor
 * reveal by its duration whether a recipient exists. With `minutes` it is worthless after them and dropped then; else
 * it is tried for a day. Call `flushOutbox` after the commit. The outcome of a message with an id is written to the
 * notice of that id.
 */
export async function queueMessage(tx: Tx, message: Message, minutes: number | null = null): Promise<void> {
  const { id = null, ...rest } = message;
  const sealed = encrypt("message", JSON.stringify(rest));
  await tx.execute(sql`insert into outgoing_message (id, channel, sealed, expires_at)
    values (coalesce(${id}::uuid, gen_random_uuid()), ${message.channel}, ${sealed},
      clock_now() + make_interval(mins => ${minutes}::int))`);
}

async function claimDue(): Promise<QueuedMessage[]> {
  const due = db()
    .select({ id: outgoingMessage.id })
    .from(outgoingMessage)
    .where(and(lte(outgoingMessage.nextAt, sqlNow), isNull(outgoingMessage.givenUpAt)))
    .orderBy(asc(outgoingMessage.nextAt), asc(outgoingMessage.number))
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

/** Gives a message up: it is kept with its reason, and its notice says that it failed. */
const giveUp = (id: string, reason: string) =>
  db().execute(sql`with kept as (update outgoing_message set given_up_at = clock_now(), last_error = ${reason} where id = ${id}
      returning id)
    update notice set state = 'failed', settled_at = clock_now() from kept where notice.id = kept.id and state = 'queued'`);

async function handleFailure({ id, channel, attempts, createdAt }: QueuedMessage, err: unknown): Promise<void> {
  const reason = getInnermostMessage(err);
  const ageMs = (await now()).getTime() - createdAt.getTime();
  if (isRefusedForGood(err) || isOldEnoughToGiveUp(ageMs / 1000)) {
    log().error({ channel, id, attempts, err }, "a message could not be sent; it is given up");
    return void (await giveUp(id, reason));
  }
  log().warn({ channel, id, attempts, err }, "a message could not be sent; it is tried again");
  const nextAt = sql`${sqlNow} + make_interval(secs => ${getRetrySeconds(attempts)})`;
  await db().update(outgoingMessage).set({ nextAt, lastError: reason }).where(eq(outgoingMessage.id, id));
}

type OpenMessage = { waiting: QueuedMessage; message: Message };

/** Opens sealed messages, in the order in which they were queued; one that cannot be opened is dropped. */
async function openMessages(due: QueuedMessage[]): Promise<OpenMessage[]> {
  const opened: OpenMessage[] = [];
  for (const waiting of due.toSorted((a, b) => a.number - b.number)) {
    const { id, channel } = waiting;
    const text = decrypt("message", waiting.sealed);
    if (text !== null) opened.push({ waiting, message: { ...(JSON.parse(text) as Message), id } });
    else {
      log().error({ channel, id }, "a waiting message was sealed with another secret; it is dropped");
      await finishMessage(id, "failed");
    }
  }
  return opened;
}

async function deliver({ waiting, message }: OpenMessage, by: Providers): Promise<void> {
  try {
    await sendMessage(message, by);
  } catch (err) {
    return handleFailure(waiting, err);
  }
  await finishMessage(waiting.id, "sent");
}

/** Sends what is due: to one recipient one after another, so that the last that happened is the last to arrive. */
async function deliverInOrder(due: QueuedMessage[], by: Providers): Promise<void> {
  const recipients = new Map<string, Promise<void>>();
  for (const opened of await openMessages(due)) {
    const { to } = opened.message;
    const before = recipients.get(to) ?? Promise.resolve();
    recipients.set(
      to,
      before.then(() => deliver(opened, by)),
    );
  }
  await Promise.all(recipients.values());
}

async function runOutbox(by: Providers): Promise<void> {
  await finishMessages(sql`m.expires_at <= clock_now() or m.given_up_at <= clock_now() - ${keptInterval}`, "failed");
  for (let due = await claimDue(); due.length > 0; due = await claimDue()) {
    await deliverInOrder(due, by);
  }
}

let running: Promise<void> = Promise.resolve();

/**
 * Sends the messages that are due, one run after another; a failure is logged without the address, and tried again for
 * a day unless the recipient was refused for good.
 */
export function deliverDue(by: Providers = getProviders()): Promise<void> {
  const next = running.then(() => runOutbox(by));
  running = next.catch(() => {});
  return next;
}

/** Has the messages that were just committed sent, after the current response. */
export const flushOutbox = (): void => addJob(messagesJobName);

/** Tries a message that was given up again, for another day, in the caller's transaction. False when there is none. */
export async function retryMessage(tx: Tx, id: string): Promise<boolean> {
  const again = await tx
    .update(outgoingMessage)
    .set({ givenUpAt: null, attempts: 0, nextAt: sqlNow, createdAt: sqlNow })
    .where(and(eq(outgoingMessage.id, id), isNotNull(outgoingMessage.givenUpAt)))
    .returning({ id: outgoingMessage.id });
  if (again.length === 0) return false;
  await tx.execute(
    sql`update notice set state = 'queued', settled_at = null where id = ${id}::uuid and state = 'failed'`,
  );
  return true;
}
