import { randomInt, randomUUID } from "node:crypto";
import { and, desc, eq, gt, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { oneTimeCode } from "@/db/schema/identity";
import { now, sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { generateSecret, isSameSecret, sha256 } from "@/server/platform/ids";
import { codeLimits, computeNextRequestAt, computeNextSendAt, windowMinutes } from "./one-time-codes.rules";
import { parseMobile } from "./parse-contact.rules";

export type CodePurpose = (typeof oneTimeCode.$inferSelect)["purpose"];
const digestCode = (id: string, code: string) => computeKeyedDigest("code", `${id}:${code}`);

/** Independent guards against guessing a code; the attack tests leave out one at a time. */
export const codeGuards = {
  /** An address is parsed as every other program would parse it, or refused. */
  read: parseMobile,
  /** Limits how often codes are created for an address. */
  sends: (sentAt: number[], nowMs: number): number | null => computeNextSendAt(sentAt, nowMs),
  /** Limits how often a browser requests codes, across all addresses. */
  asks: (askedAt: number[], nowMs: number): number | null => computeNextRequestAt(askedAt, nowMs),
  /** An account's addresses share one budget of codes: guessing at all of them is guessing at one. */
  account: (sent: number): boolean => sent < codeLimits.sends,
  /** A code is valid only in the browser that requested it. */
  browser: (browser: string): SQL | undefined => eq(oneTimeCode.browserHash, sha256(browser)),
  tries: (): SQL | undefined => lt(oneTimeCode.tries, codeLimits.tries),
  once: (): SQL | undefined => isNull(oneTimeCode.usedAt),
  life: (): SQL | undefined => gt(oneTimeCode.expiresAt, sqlNow),
};
export type CodeGuards = typeof codeGuards;

/** Six random digits. */
export const generateSixDigits = (): string =>
  String(randomInt(10 ** codeLimits.digits)).padStart(codeLimits.digits, "0");

/**
 * Creation times of codes for `address` within a day, ms, newest first: sign-ins and verifications share them, staff's
 * are separate.
 */
async function listSendTimes(tx: Tx, purpose: CodePurpose, address: string): Promise<number[]> {
  const audience = purpose === "staff" ? eq(oneTimeCode.purpose, "staff") : ne(oneTimeCode.purpose, "staff");
  const rows = await tx
    .select({ at: oneTimeCode.createdAt })
    .from(oneTimeCode)
    .where(
      and(audience, eq(oneTimeCode.address, address), gt(oneTimeCode.createdAt, sql`${sqlNow} - interval '1 day'`)),
    )
    .orderBy(desc(oneTimeCode.createdAt))
    .limit(codeLimits.sendsPerDay);
  return rows.map((row) => row.at.getTime());
}

/**
 * Times at which a browser requested codes within the span, ms, newest first, across all addresses; staff's are
 * separate.
 */
async function listRequestTimes(tx: Tx, browser: string): Promise<number[]> {
  const rows = await tx
    .select({ at: oneTimeCode.createdAt })
    .from(oneTimeCode)
    .where(
      and(
        eq(oneTimeCode.browserHash, sha256(browser)),
        ne(oneTimeCode.purpose, "staff"),
        gt(oneTimeCode.createdAt, sql`${sqlNow} - make_interval(mins => ${windowMinutes})`),
      ),
    )
    .orderBy(desc(oneTimeCode.createdAt))
    .limit(codeLimits.sendsPerBrowser);
  return rows.map((row) => row.at.getTime());
}

/**
 * Number of codes for a purpose recently sent to any address of the account that `address` opens; 0 for an unknown one.
 */
async function countSentToAccount(tx: Tx, purpose: CodePurpose, address: string): Promise<number> {
  const owner = tx
    .select({ id: shopperContact.shopperId })
    .from(shopperContact)
    .where(eq(shopperContact.value, address));
  const own = tx
    .select({ value: shopperContact.value })
    .from(shopperContact)
    .where(inArray(shopperContact.shopperId, owner));
  return tx.$count(
    oneTimeCode,
    and(
      eq(oneTimeCode.purpose, purpose),
      inArray(oneTimeCode.address, own),
      gt(oneTimeCode.createdAt, sql`${sqlNow} - make_interval(mins => ${windowMinutes})`),
    ),
  );
}

/** Two concurrent requests must not both get the last free send of a browser, an address or its account. */
async function lockCodeRequests(tx: Tx, address: string, browser: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('browser:' || ${sha256(browser)}, 0)),
    pg_advisory_xact_lock(hashtextextended('code:' || ${address}, 0)),
    pg_advisory_xact_lock(hashtextextended('account:' ||
      coalesce((select shopper_id::text from shopper_contact where value = ${address}), ${address}), 0))`);
}

/**
 * Creates a one-time code for `address`, bound to the requesting browser and valid for ten minutes; it is sent and
 * never stored in clear. Throws RATE_LIMITED (details: `retryAt`) when the limit of the address, or of the browser across
 * addresses, is reached. Returns null in place of a code when the account's other addresses have used up the limit: to
 * the requester that looks like a code that is never right.
 */
export async function createCode(
  tx: Tx,
  { purpose, address, browser }: { purpose: CodePurpose; address: string; browser: string },
  guards: CodeGuards = codeGuards,
): Promise<string | null> {
  const id = randomUUID();
  const code = generateSixDigits();
  await lockCodeRequests(tx, address, browser);
  const at = (await now(tx)).getTime();
  const nextRequestAt = purpose === "staff" ? null : guards.asks(await listRequestTimes(tx, browser), at);
  const retryAt = nextRequestAt ?? guards.sends(await listSendTimes(tx, purpose, address), at);
  if (retryAt !== null) throw new AppError("RATE_LIMITED", { retryAt: new Date(retryAt).toISOString() });
  const good = guards.account(purpose === "staff" ? 0 : await countSentToAccount(tx, purpose, address));
  await tx.insert(oneTimeCode).values({
    id,
    purpose,
    address,
    codeHash: digestCode(id, good ? code : generateSecret()),
    browserHash: sha256(browser),
    expiresAt: sql`${sqlNow} + make_interval(mins => ${codeLimits.lifeMinutes})`,
  });
  return good ? code : null;
}

/**
 * Gives the last requested code for `address` a new value and ten more minutes: where no message could carry the first
 * one. Its browser and its attempts stay. Throws CODE_EXPIRED when there is none.
 */
export async function renewCode(tx: Tx, { purpose, address }: Pick<Attempt, "purpose" | "address">): Promise<string> {
  const last = tx
    .select({ id: oneTimeCode.id })
    .from(oneTimeCode)
    .where(and(eq(oneTimeCode.purpose, purpose), eq(oneTimeCode.address, address)))
    .orderBy(desc(oneTimeCode.createdAt))
    .limit(1);
  const [renewed] = await tx
    .update(oneTimeCode)
    .set({ expiresAt: sql`${sqlNow} + make_interval(mins => ${codeLimits.lifeMinutes})` })
    .where(and(inArray(oneTimeCode.id, last), isNull(oneTimeCode.usedAt), gt(oneTimeCode.expiresAt, sqlNow)))
    .returning({ id: oneTimeCode.id });
  if (!renewed) throw new AppError("CODE_EXPIRED");
  const code = generateSixDigits();
  await tx
    .update(oneTimeCode)
    .set({ codeHash: digestCode(renewed.id, code) })
    .where(eq(oneTimeCode.id, renewed.id));
  return code;
}

type Attempt = { purpose: CodePurpose; address: string; browser: string | null; code: string };

/**
 * Checks the code last sent to `address` from this browser and returns its id if it is right. Throws CODE_WRONG for a
 * wrong or foreign one and CODE_EXPIRED when none can be tried: never requested here, too old, used, or five times
 * wrong. The attempt counts in any case.
 */
export async function verifyCode(
  { purpose, address, browser, code }: Attempt,
  guards: CodeGuards = codeGuards,
): Promise<string> {
  if (!browser) throw new AppError("CODE_EXPIRED");
  const last = db()
    .select({ id: oneTimeCode.id })
    .from(oneTimeCode)
    .where(and(eq(oneTimeCode.purpose, purpose), eq(oneTimeCode.address, address), guards.browser(browser)))
    .orderBy(desc(oneTimeCode.createdAt))
    .limit(1);
  // The attempt is counted before the code is compared, so that concurrent guesses cannot exceed the limit.
  const [tried] = await db()
    .update(oneTimeCode)
    .set({ tries: sql`${oneTimeCode.tries} + 1` })
    .where(and(inArray(oneTimeCode.id, last), guards.once(), guards.tries(), guards.life()))
    .returning({ id: oneTimeCode.id, codeHash: oneTimeCode.codeHash });
  if (!tried) throw new AppError("CODE_EXPIRED");
  if (!isSameSecret(tried.codeHash, digestCode(tried.id, code))) throw new AppError("CODE_WRONG");
  return tried.id;
}

/** Consumes a right code. Throws CODE_EXPIRED when another request consumed it first. */
export async function consumeCode(on: Db | Tx, id: string, guards: CodeGuards = codeGuards): Promise<void> {
  const used = await on
    .update(oneTimeCode)
    .set({ usedAt: sqlNow })
    .where(and(eq(oneTimeCode.id, id), guards.once()))
    .returning({ id: oneTimeCode.id });
  if (used.length === 0) throw new AppError("CODE_EXPIRED");
}

/** Checks a code and consumes it; see `verifyCode`. */
export async function redeemCode(attempt: Attempt, guards: CodeGuards = codeGuards): Promise<void> {
  await consumeCode(db(), await verifyCode(attempt, guards), guards);
}

/** Deletes expired codes, because the addresses in them are personal. For the sweep. */
export async function deleteOldCodes(): Promise<void> {
  await db()
    .delete(oneTimeCode)
    .where(lt(oneTimeCode.createdAt, sql`${sqlNow} - interval '25 hours'`));
}
