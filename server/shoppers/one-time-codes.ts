import { randomInt, randomUUID } from "node:crypto";
import { and, desc, eq, gt, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { oneTimeCode } from "@/db/schema/identity";
import { now, sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { generateSecret, isSameSecret, sha256 } from "@/server/platform/ids";
import { parseMobile } from "./contacts/parse-contact.rules";
import { codeLimits, computeNextRequestAt, computeNextSendAt, windowMinutes } from "./one-time-codes.rules";

export type CodePurpose = (typeof oneTimeCode.$inferSelect)["purpose"];
const digestCode = (id: string, code: string) => computeKeyedDigest("code", `${id}:${code}`);

/** What keeps a code from being guessed, each on its own: an attack's twin leaves one out. */
export const codeGuards = {
  /** An address is read as every other program would read it, or not at all. */
  read: parseMobile,
  /** Codes are only made so often for an address. */
  sends: (sentAt: number[], nowMs: number): number | null => computeNextSendAt(sentAt, nowMs),
  /** A browser asks only so often, however many addresses it names. */
  asks: (askedAt: number[], nowMs: number): number | null => computeNextRequestAt(askedAt, nowMs),
  /** An account's addresses share one budget of codes: guessing at all of them is guessing at one. */
  account: (sent: number): boolean => sent < codeLimits.sends,
  /** A code opens something only in the browser that asked for it. */
  browser: (browser: string): SQL | undefined => eq(oneTimeCode.browserHash, sha256(browser)),
  tries: (): SQL | undefined => lt(oneTimeCode.tries, codeLimits.tries),
  once: (): SQL | undefined => isNull(oneTimeCode.usedAt),
  life: (): SQL | undefined => gt(oneTimeCode.expiresAt, sqlNow),
};
export type CodeGuards = typeof codeGuards;

/** Six random digits. */
export const generateSixDigits = (): string =>
  String(randomInt(10 ** codeLimits.digits)).padStart(codeLimits.digits, "0");

/** When codes were made for `address` within a day, ms, newest first: sign-ins and proofs share them, staff's are apart. */
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

/** When a browser asked for codes within the span, ms, newest first, whatever the addresses; staff's are apart. */
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

/** How many codes for a purpose lately went to any address of the account that `address` opens; 0 for an unknown one. */
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

/** Two requests at once must not both find the last free send, of a browser, an address or the account behind it. */
async function lockCodeRequests(tx: Tx, address: string, browser: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('browser:' || ${sha256(browser)}, 0)),
    pg_advisory_xact_lock(hashtextextended('code:' || ${address}, 0)),
    pg_advisory_xact_lock(hashtextextended('account:' ||
      coalesce((select shopper_id::text from shopper_contact where value = ${address}), ${address}), 0))`);
}

/**
 * Makes a one-time code for `address`, bound to the browser that asked, good for ten minutes; to be sent and never kept.
 * Refuses with TOO_MANY (details: `retryAt`) when the address, or the browser for whatever addresses, had its share. Gives null in place of a
 * code when the account's other addresses have used it up: to whoever asks that looks like a code that is never right.
 */
export async function createCode(
  tx: Tx,
  { purpose, address, browser }: { purpose: CodePurpose; address: string; browser: string },
  guards: CodeGuards = codeGuards,
): Promise<string | null> {
  const [id, code] = [randomUUID(), generateSixDigits()];
  await lockCodeRequests(tx, address, browser);
  const at = (await now(tx)).getTime();
  const asked = purpose === "staff" ? null : guards.asks(await listRequestTimes(tx, browser), at);
  const retryAt = asked ?? guards.sends(await listSendTimes(tx, purpose, address), at);
  if (retryAt !== null) throw new AppError("TOO_MANY", { retryAt: new Date(retryAt).toISOString() });
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
 * Gives the code last asked for, for `address`, a new value and ten minutes more: where no message carried the first one. Its
 * browser and the tries so far stay. Throws CODE_EXPIRED when none waits.
 */
export async function renewCode(tx: Tx, { purpose, address }: Pick<Attempt, "purpose" | "address">): Promise<string> {
  const last = tx
    .select({ id: oneTimeCode.id })
    .from(oneTimeCode)
    .where(and(eq(oneTimeCode.purpose, purpose), eq(oneTimeCode.address, address)))
    .orderBy(desc(oneTimeCode.createdAt))
    .limit(1);
  const [asked] = await tx
    .update(oneTimeCode)
    .set({ expiresAt: sql`${sqlNow} + make_interval(mins => ${codeLimits.lifeMinutes})` })
    .where(and(inArray(oneTimeCode.id, last), isNull(oneTimeCode.usedAt), gt(oneTimeCode.expiresAt, sqlNow)))
    .returning({ id: oneTimeCode.id });
  if (!asked) throw new AppError("CODE_EXPIRED");
  const code = generateSixDigits();
  await tx
    .update(oneTimeCode)
    .set({ codeHash: digestCode(asked.id, code) })
    .where(eq(oneTimeCode.id, asked.id));
  return code;
}

type Attempt = { purpose: CodePurpose; address: string; browser: string | null; code: string };

/**
 * Tries the code last sent to `address` from this browser and gives its id if it is right. Refuses with CODE_WRONG a
 * wrong or foreign one and with CODE_EXPIRED when none is left to try: never asked here, too old, used, or five times
 * wrong. The try counts, whatever comes of it.
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
  // The try is counted before it is judged, so that parallel guesses cannot outrun the counter.
  const [tried] = await db()
    .update(oneTimeCode)
    .set({ tries: sql`${oneTimeCode.tries} + 1` })
    .where(and(inArray(oneTimeCode.id, last), guards.once(), guards.tries(), guards.life()))
    .returning({ id: oneTimeCode.id, codeHash: oneTimeCode.codeHash });
  if (!tried) throw new AppError("CODE_EXPIRED");
  if (!isSameSecret(tried.codeHash, digestCode(tried.id, code))) throw new AppError("CODE_WRONG");
  return tried.id;
}

/** Uses a right code up. Refuses with CODE_EXPIRED what another request used first. */
export async function consumeCode(on: Db | Tx, id: string, guards: CodeGuards = codeGuards): Promise<void> {
  const used = await on
    .update(oneTimeCode)
    .set({ usedAt: sqlNow })
    .where(and(eq(oneTimeCode.id, id), guards.once()))
    .returning({ id: oneTimeCode.id });
  if (used.length === 0) throw new AppError("CODE_EXPIRED");
}

/** Tries a code and uses it up; see `tryCode`. */
export async function redeemCode(
  purpose: CodePurpose,
  address: string,
  browser: string | null,
  code: string,
  guards: CodeGuards = codeGuards,
): Promise<void> {
  await consumeCode(db(), await verifyCode({ purpose, address, browser, code }, guards), guards);
}

/** Deletes codes that count for nothing any more: the addresses in them are personal. For the sweep. */
export async function deleteOldCodes(): Promise<void> {
  await db()
    .delete(oneTimeCode)
    .where(lt(oneTimeCode.createdAt, sql`${sqlNow} - interval '25 hours'`));
}
