import { randomInt, randomUUID } from "node:crypto";
import { and, desc, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { oneTimeCode } from "@/db/schema/identity";
import { sqlNow } from "@/server/platform/clock";
import { keyedDigest } from "@/server/platform/cookies";
import { AppError } from "@/server/platform/errors";
import { sameSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";

const maxTries = 5;
/** With five tries a code: at most 15 guesses in a million an hour (A7). */
const sendsPerHour = 3;
const sendsPerDay = 10;

type Purpose = "shopper" | "staff";
const digestOf = (id: string, code: string) => keyedDigest("code", `${id}:${code}`);

/** Six random digits. */
export const sixDigits = (): string => String(randomInt(1_000_000)).padStart(6, "0");

/**
 * Makes a one-time code for `address`, bound to the browser that asked, good for ten minutes. Returns the code, to be
 * sent and never kept. Refuses with TOO_MANY the fourth in an hour or the eleventh in a day, known address or not.
 */
export async function makeCode(purpose: Purpose, address: string, browser: string): Promise<string> {
  const [id, code] = [randomUUID(), sixDigits()];
  await inTransaction(async (tx) => {
    // Two requests at once must not both find the last free send.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${purpose}:${address}`}, 0))`);
    const [sent] = await tx
      .select({
        hour: sql<number>`count(*) filter (where ${oneTimeCode.createdAt} > ${sqlNow} - interval '1 hour')::int`,
        day: sql<number>`count(*)::int`,
      })
      .from(oneTimeCode)
      .where(
        and(
          eq(oneTimeCode.purpose, purpose),
          eq(oneTimeCode.address, address),
          gt(oneTimeCode.createdAt, sql`${sqlNow} - interval '1 day'`),
        ),
      );
    if ((sent?.hour ?? 0) >= sendsPerHour || (sent?.day ?? 0) >= sendsPerDay) throw new AppError("TOO_MANY");
    await tx.insert(oneTimeCode).values({
      id,
      purpose,
      address,
      codeHash: digestOf(id, code),
      browserHash: sha256(browser),
      expiresAt: sql`${sqlNow} + interval '10 minutes'`,
    });
  });
  return code;
}

/**
 * Uses up the code last sent to `address` from this browser. Refuses with CODE_WRONG a wrong or foreign one and with
 * CODE_EXPIRED when none is left to try: never asked here, too old, used, or five times wrong.
 */
export async function redeemCode(
  purpose: Purpose,
  address: string,
  browser: string | null,
  code: string,
): Promise<void> {
  if (!browser) throw new AppError("CODE_EXPIRED");
  const last = db()
    .select({ id: oneTimeCode.id })
    .from(oneTimeCode)
    .where(
      and(
        eq(oneTimeCode.purpose, purpose),
        eq(oneTimeCode.address, address),
        eq(oneTimeCode.browserHash, sha256(browser)),
      ),
    )
    .orderBy(desc(oneTimeCode.createdAt))
    .limit(1);
  // The try is counted before it is judged, so that parallel guesses cannot outrun the counter.
  const [tried] = await db()
    .update(oneTimeCode)
    .set({ tries: sql`${oneTimeCode.tries} + 1` })
    .where(
      and(
        inArray(oneTimeCode.id, last),
        isNull(oneTimeCode.usedAt),
        lt(oneTimeCode.tries, maxTries),
        gt(oneTimeCode.expiresAt, sqlNow),
      ),
    )
    .returning({ id: oneTimeCode.id, codeHash: oneTimeCode.codeHash });
  if (!tried) throw new AppError("CODE_EXPIRED");
  if (!sameSecret(tried.codeHash, digestOf(tried.id, code))) throw new AppError("CODE_WRONG");
  const used = await db()
    .update(oneTimeCode)
    .set({ usedAt: sqlNow })
    .where(and(eq(oneTimeCode.id, tried.id), isNull(oneTimeCode.usedAt)))
    .returning({ id: oneTimeCode.id });
  if (used.length === 0) throw new AppError("CODE_EXPIRED");
}
