import { type SQL, sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { syncChange, syncScope } from "@/db/schema/sync";
import type { By, Change } from "./schema";

export type ScopeHead = { version: number; minVersion: number; epoch: string; mergedInto: string | null };
export type ScopeChanges = { scope: ScopeHead; changes: (Change & { version: number })[]; lastMid: number };

/** A row of `sync_scope` as `ScopeHead`, inside another statement. */
export const scopeHeadJson: SQL<ScopeHead> = jsonObject(
  pick(syncScope, "version", "minVersion", "epoch", "mergedInto"),
);
const changeJson: SQL<Change & { version: number }> = jsonObject({
  ...pick(syncChange, "version", "entity", "entityId", "row", "clientId", "mid"),
  by: sql<By>`${syncChange.by}`,
});

/** Beyond this many changes a snapshot is sent. */
export const maxChanges = 500;

/**
 * The head of a scope, its changes above `version` (at most `maxChanges` + 1) and the last operation of `clientId`, of
 * one moment; null when the scope does not exist.
 */
export async function readChanges(
  scopeId: string,
  version: number,
  clientId: string | null,
): Promise<ScopeChanges | null> {
  const newest = sql`from (select * from sync_change where scope_id = sync_scope.id and version > ${version}::bigint
    order by version, seq limit ${maxChanges + 1}) sync_change`;
  const [row] = await runPrepared<ScopeChanges>(sql`select ${scopeHeadJson} as scope,
    coalesce((select last_mid from sync_client where id = ${clientId}::uuid), 0)::float8 as "lastMid",
    ${jsonArray(changeJson, newest)} as changes
    from sync_scope where id = ${scopeId}::uuid`);
  return row ?? null;
}

/** Creates a scope that has no writes yet, so that it has an epoch. */
export async function ensureScope(scopeId: string, kind: "shopper" | "store"): Promise<void> {
  await runPrepared(
    sql`insert into sync_scope (id, kind) values (${scopeId}::uuid, ${kind}::text) on conflict do nothing`,
  );
}
