import { and, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { runPrepared, type Tx } from "@/db/client";
import { jsonObject, pick } from "@/db/json";
import { prepareStatement } from "@/db/prepared";
import { idempotencyKey } from "@/db/schema/platform";
import type { Actor } from "./context";
import { AppError, isAppError } from "./errors";
import { sha256 } from "./ids";

/** The scope of a shopper's keys; a guest's scope stays the same after the guest was merged into an account. */
export const buildShopperKeyScope = (shopperId: string, procedure: string): string =>
  `shopper:${shopperId}:${procedure}`;

/** The scope of a key: two actors, or two procedures, may use the same key. */
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
 * Runs `work` once per scope and key inside `tx`: a repeated call returns the first result (a concurrent one waits for
 * it); other arguments under the same key are refused with IDEMPOTENCY_MISMATCH. A refusal by `work` rolls the key
 * back, so that the caller may retry. The result must survive JSON. With `beforeCommit` it is written with the last
 * statements.
 */
export async function runIdempotent<T>(
  tx: Tx,
  call: { scope: string; key: string; args: unknown },
  work: () => Promise<T>,
  beforeCommit?: (step: () => Promise<void>) => void,
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
  const save = async () => void (await saveResult(tx, { scope, key, result }));
  if (beforeCommit) beforeCommit(save);
  else await save();
  return result;
}

type StoredResult = { argsSha256: string; result: unknown };

const storedJson = jsonObject(pick(idempotencyKey, "argsSha256", "result"));

/**
 * The result stored under a key, as an expression of another statement; null when there is none. For
 * `parseStoredResult`.
 */
export const storedResultSql = ({ scope, key }: { scope: string; key: string }): SQL<StoredResult | null> => sql`(
  select ${storedJson} from idempotency_key
  where scope = ${scope} and key = ${key})`;

/** The stored result, or null when there is none yet. Throws IDEMPOTENCY_MISMATCH for other arguments. */
export function parseStoredResult<T>(before: StoredResult | null, args: unknown): T | null {
  if (before && before.argsSha256 !== sha256(JSON.stringify(args))) throw new AppError("IDEMPOTENCY_MISMATCH");
  return (before?.result as T | undefined) ?? null;
}

/** The result stored under this key, or null; see `parseStoredResult`. */
export async function findStoredResult<T>(call: { scope: string; key: string; args: unknown }): Promise<T | null> {
  const [row] = await runPrepared<{ before: StoredResult | null }>(sql`select ${storedResultSql(call)} as before`);
  return parseStoredResult(row?.before ?? null, call.args);
}

/**
 * Closes a key: returns the result stored under it. When there is none it ensures that none can follow (a late call is
 * refused with IDEMPOTENCY_MISMATCH) and returns null.
 */
export async function revokeKey(tx: Tx, { scope, key }: { scope: string; key: string }): Promise<unknown> {
  return runIdempotent(tx, { scope, key, args: "withdrawn" }, async () => null).catch(async (e) => {
    if (!isAppError(e) || e.appCode !== "IDEMPOTENCY_MISMATCH") throw e;
    const isThisKey = and(eq(idempotencyKey.scope, scope), eq(idempotencyKey.key, key));
    const [before] = await tx.select({ result: idempotencyKey.result }).from(idempotencyKey).where(isThisKey);
    return before?.result ?? null;
  });
}
