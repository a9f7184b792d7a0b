import { and, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { runPrepared, type Tx } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { idempotencyKey } from "@/db/schema/platform";
import type { Actor } from "./context";
import { AppError, isAppError } from "./errors";
import { sha256 } from "./ids";

/** The scope of a shopper's keys; a guest's stays the guest's after the account took the guest in. */
export const buildShopperKeyScope = (shopperId: string, procedure: string): string =>
  `shopper:${shopperId}:${procedure}`;

/** Whose key it is: two actors, or two procedures, may use the same one. */
export function buildKeyScope(actor: Actor, procedure: string): string {
  if ("shopperId" in actor) return buildShopperKeyScope(actor.shopperId, procedure);
  if (actor.kind === "staff") return `staff:${actor.staffId}:${procedure}`;
  return `${actor.kind}:${procedure}`;
}

const { placeholder } = sql;
const isKey = (scope: string | Placeholder, key: string | Placeholder) =>
  and(eq(idempotencyKey.scope, scope), eq(idempotencyKey.key, key));
const claimKey = prepareStatement((on) =>
  on
    .insert(idempotencyKey)
    .values({ scope: placeholder("scope"), key: placeholder("key"), argsSha256: placeholder("argsSha256") })
    .onConflictDoNothing()
    .returning({ key: idempotencyKey.key }),
);
const saveResult = prepareStatement((on) =>
  on
    .update(idempotencyKey)
    .set({ result: sql`${sql.param(placeholder("result"), idempotencyKey.result)}` })
    .where(isKey(placeholder("scope"), placeholder("key"))),
);

/**
 * Runs `work` once per scope and key inside `tx`: a repeated call gets the first one's answer (a concurrent one waits
 * for it), other arguments under the same key are refused with IDEMPOTENCY_MISMATCH. A refusal of `work` rolls the key
 * back, so the caller may try again. The answer must survive JSON. With `atLast` it is written with the last statements.
 */
export async function runIdempotent<T>(
  tx: Tx,
  call: { scope: string; key: string; args: unknown },
  work: () => Promise<T>,
  atLast?: (step: () => Promise<void>) => void,
): Promise<T> {
  const { scope, key } = call;
  const argsSha256 = sha256(JSON.stringify(call.args));
  const [claimed] = await claimKey(tx, { scope, key, argsSha256 });
  if (!claimed) {
    const [before] = await tx.select().from(idempotencyKey).where(isKey(scope, key));
    if (before?.argsSha256 !== argsSha256) throw new AppError("IDEMPOTENCY_MISMATCH");
    return before.result as T;
  }
  const result = await work();
  const keep = async () => void (await saveResult(tx, { scope, key, result }));
  if (atLast) atLast(keep);
  else await keep();
  return result;
}

type StoredResult = { argsSha256: string; result: unknown };

/** What stands under a key, inside another statement; null when nothing does. For `answerOf`. */
export const storedResultSql = ({ scope, key }: { scope: string; key: string }): SQL<StoredResult | null> => sql`(
  select json_build_object('argsSha256', args_sha256, 'result', result) from idempotency_key
  where scope = ${scope} and key = ${key})`;

/** The answer that was given, or null when there is none yet. Throws IDEMPOTENCY_MISMATCH for other arguments. */
export function parseStoredResult<T>(before: StoredResult | null, args: unknown): T | null {
  if (before && before.argsSha256 !== sha256(JSON.stringify(args))) throw new AppError("IDEMPOTENCY_MISMATCH");
  return (before?.result as T | undefined) ?? null;
}

/** The answer that was given under this key, or null; see `answerOf`. */
export async function findStoredResult<T>(call: { scope: string; key: string; args: unknown }): Promise<T | null> {
  const [row] = await runPrepared<{ before: StoredResult | null }>(sql`select ${storedResultSql(call)} as before`);
  return parseStoredResult(row?.before ?? null, call.args);
}

/**
 * Closes a key: gives the answer that was given under it or, when there is none, makes sure that none ever will be (a late
 * call is then refused with IDEMPOTENCY_MISMATCH) and gives null.
 */
export async function revokeKey(tx: Tx, { scope, key }: { scope: string; key: string }): Promise<unknown> {
  return runIdempotent(tx, { scope, key, args: "withdrawn" }, async () => null).catch(async (e) => {
    if (!isAppError(e) || e.appCode !== "IDEMPOTENCY_MISMATCH") throw e;
    const mine = and(eq(idempotencyKey.scope, scope), eq(idempotencyKey.key, key));
    const [before] = await tx.select({ result: idempotencyKey.result }).from(idempotencyKey).where(mine);
    return before?.result ?? null;
  });
}
