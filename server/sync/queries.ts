import { sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import type { Change } from "./schema";

export type ScopeHead = { version: number; minVersion: number; epoch: string; mergedInto: string | null };
export type ScopeChanges = { scope: ScopeHead; changes: (Change & { version: number })[]; lastMid: number };

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
  const [row] = await runPrepared<{ since: ScopeChanges }>(sql`select json_build_object(
    'scope', json_build_object('version', s.version, 'minVersion', s.min_version, 'epoch', s.epoch,
      'mergedInto', s.merged_into),
    'lastMid', coalesce((select last_mid from sync_client where id = ${clientId}::uuid), 0),
    'changes', coalesce((select json_agg(json_build_object('version', c.version, 'entity', c.entity,
      'entityId', c.entity_id, 'row', c.row, 'by', c.by, 'clientId', c.client_id, 'mid', c.mid)) from (
        select * from sync_change c where c.scope_id = s.id and c.version > ${version}::bigint
        order by c.version, c.seq limit ${maxChanges + 1}) c), '[]')) as since
    from sync_scope s where s.id = ${scopeId}::uuid`);
  return row?.since ?? null;
}

/** Creates a scope that has no writes yet, so that it has an epoch. */
export async function ensureScope(scopeId: string, kind: "shopper" | "store"): Promise<void> {
  await runPrepared(
    sql`insert into sync_scope (id, kind) values (${scopeId}::uuid, ${kind}::text) on conflict do nothing`,
  );
}
