import { eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type EdgeKind, identityValue } from "@/db/schema/identity-graph";
import type { Subject } from "@/server/platform/personal-data";
import { appendEdge } from "./commands";

type Holder = { shopper_id: string; target_id: string; kind: EdgeKind; change: "link" | "unlink" };

/** Other shoppers with a value that leads to one of `ids` too; without erased ones and former holders. */
async function listOtherHolders(tx: Tx, ids: string[], valueIds: string[]): Promise<Holder[]> {
  const newest = await tx.execute<Holder>(sql`
    select distinct on (e.shopper_id, e.target_id) e.shopper_id, e.target_id, e.kind, e.change from identity_edge e
    where ${inArray(sql`e.target_id`, valueIds)} and not (${inArray(sql`e.shopper_id`, ids)})
      and not exists (select 1 from erasure x where x.shopper_id = e.shopper_id)
    order by e.shopper_id, e.target_id, e.at desc`);
  return newest.filter((edge) => edge.change === "link");
}

/**
 * Locks the values that lead to `ids`; a concurrent verification is awaited and read then. A concurrent erasure may
 * have given a value a new id, so this repeats until there is no new one.
 */
async function lockValues(tx: Tx, ids: string[], before?: string[]): Promise<string[]> {
  const mine = sql`${identityValue.id} in (select e.target_id from identity_edge e where ${inArray(sql`e.shopper_id`, ids)})`;
  const rows = await tx.select({ id: identityValue.id }).from(identityValue).where(mine).for("update");
  const found = rows.map((v) => v.id).sort();
  return before?.join() === found.join() ? found : lockValues(tx, ids, found);
}

/**
 * Before an erasure: a value that another living shopper holds continues for that shopper under a new id with new
 * edges. The erased shopper's edges stay and lead to nothing.
 */
export async function keepSharedValues(tx: Tx, { ids }: Subject): Promise<void> {
  const values = await lockValues(tx, ids);
  if (values.length === 0) return;
  const holders = await listOtherHolders(tx, ids, values);
  for (const shared of new Set(holders.map((h) => h.target_id))) {
    const [moved] = await tx
      .update(identityValue)
      .set({ id: sql`gen_random_uuid()` })
      .where(eq(identityValue.id, shared))
      .returning({ id: identityValue.id });
    if (!moved) throw new Error("a shared value was neither kept nor found");
    for (const { shopper_id: shopperId, kind } of holders.filter((h) => h.target_id === shared))
      await appendEdge(tx, { shopperId, change: "link", kind, targetId: moved.id, verified: true, source: "erasure" });
  }
}
