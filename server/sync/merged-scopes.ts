import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

/** Ends the scope `fromId` in favour of `intoId`; late operations on it compare with `version` of the latter. */
export async function endScopeIn(
  tx: Tx,
  { fromId, intoId, version }: { fromId: string; intoId: string; version: number },
): Promise<void> {
  await tx.execute(sql`update sync_scope set merged_into = ${intoId}::uuid, merged_version = ${version}::bigint
    where id = ${fromId}::uuid`);
}

/** Revives an ended scope under another epoch: a device that saw it end takes a snapshot. */
export async function reviveScope(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`update sync_scope set merged_into = null, merged_version = null, epoch = gen_random_uuid()
    where id = ${id}::uuid`);
}

/** Redirects the scopes that had been merged into `fromId` to `intoId`, when `fromId` is merged itself. */
export async function redirectEndedScopes(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await tx.execute(sql`update sync_scope set merged_into = ${intoId},
    merged_version = (select merged_version from sync_scope where id = ${fromId}) where merged_into = ${fromId}`);
}

/** Redirects the scopes of `ids` that are merged into `intoId` back to `fromId`. */
export async function returnEndedScopes(
  tx: Tx,
  { fromId, intoId, ids }: { fromId: string; intoId: string; ids: string[] },
): Promise<void> {
  await tx.execute(sql`update sync_scope set merged_into = ${fromId} where merged_into = ${intoId}
    and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`);
}
