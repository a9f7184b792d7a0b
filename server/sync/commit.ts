import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { syncChange } from "@/db/schema/sync";
import { bus } from "@/server/platform/bus";
import { inTransaction } from "@/server/platform/transaction";
import type { By } from "./schema";

/** A change of what the devices of a scope show; `row` null means gone. */
export type Announcement = {
  scopeId: string;
  kind: "shopper" | "store";
  entity: string;
  entityId: string;
  row: Record<string, unknown> | null;
  by: By;
};

/**
 * Runs `work` in one transaction. What it announces is written to its scopes as the last statements before commit
 * (scopes locked in id order, so that two commands never wait for each other in a ring) and published after commit.
 */
export async function commitWithChanges<T>(
  work: (tx: Tx, announce: (change: Announcement) => void) => Promise<T>,
): Promise<T> {
  const announced: Announcement[] = [];
  const versions = new Map<string, number>();
  const result = await inTransaction(async (tx) => {
    const value = await work(tx, (change) => announced.push(change));
    for (const scopeId of [...new Set(announced.map((a) => a.scopeId))].sort()) {
      const changes = announced.filter((a) => a.scopeId === scopeId);
      versions.set(scopeId, await bump(tx, scopeId, changes));
    }
    return value;
  });
  for (const [scope, version] of versions) bus.emit("changed", { scope, version });
  return result;
}

async function bump(tx: Tx, scopeId: string, changes: Announcement[]): Promise<number> {
  const [row] = await tx.execute<{ version: string }>(sql`
    insert into sync_scope (id, kind, version) values (${scopeId}, ${changes[0]?.kind ?? "shopper"}, 1)
    on conflict (id) do update set version = sync_scope.version + 1
    returning version`);
  const version = Number(row?.version);
  await tx.insert(syncChange).values(
    changes.map((c, seq) => ({
      scopeId,
      version,
      seq,
      entity: c.entity,
      entityId: c.entityId,
      row: c.row,
      by: c.by as Record<string, string>,
    })),
  );
  return version;
}
