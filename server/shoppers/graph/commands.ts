import { and, desc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type EdgeKind, identityEdge, identityValue, mergeReview } from "@/db/schema/identity-graph";

type ValueKind = Exclude<EdgeKind, "shopper">;
/** An e-mail, phone or provider's id, normalised. */
type IdentityValue = { kind: ValueKind; value: string };

async function findOrInsertValue(tx: Tx, { kind, value }: IdentityValue): Promise<string> {
  const [row] = await tx
    .insert(identityValue)
    .values({ kind, value })
    .onConflictDoUpdate({ target: [identityValue.kind, identityValue.value], set: { value: sql`excluded.value` } })
    .returning({ id: identityValue.id });
  if (!row) throw new Error("an identity value was neither made nor found");
  return row.id;
}

type Edge = Omit<typeof identityEdge.$inferInsert, "id" | "at">;

/** Appends an edge, unless the newest one between the two is equal. */
export async function appendEdge(tx: Tx, edge: Edge): Promise<void> {
  const [newest] = await tx
    .select({ change: identityEdge.change })
    .from(identityEdge)
    .where(and(eq(identityEdge.shopperId, edge.shopperId), eq(identityEdge.targetId, edge.targetId)))
    .orderBy(desc(identityEdge.at))
    .limit(1);
  if (newest?.change === edge.change || (!newest && edge.change === "unlink")) return;
  await tx.insert(identityEdge).values(edge);
}

type Evidence = IdentityValue & { source: string };

/** Records that a shopper was shown to own a value. A store's tablet never does this. */
export async function linkValue(tx: Tx, shopperId: string, { kind, value, source }: Evidence): Promise<void> {
  const targetId = await findOrInsertValue(tx, { kind, value });
  await appendEdge(tx, { shopperId, change: "link", kind, targetId, verified: true, source });
}

/** Records that a value no longer leads to the shopper. */
export async function unlinkValue(tx: Tx, shopperId: string, { kind, value, source }: Evidence): Promise<void> {
  const targetId = await findOrInsertValue(tx, { kind, value });
  await appendEdge(tx, { shopperId, change: "unlink", kind, targetId, verified: true, source });
}

/**
 * Requests a review of two accounts by the office, because the owner of one verified a value that opens the other.
 * There is one review while it is open, and none again on evidence on which the merge was rejected.
 */
export async function requestReview(
  tx: Tx,
  { holderId, claimantId, evidence }: { holderId: string; claimantId: string; evidence: ValueKind },
): Promise<void> {
  const [decided] = await tx
    .select({ id: mergeReview.id })
    .from(mergeReview)
    .where(
      and(
        eq(mergeReview.status, "kept_apart"),
        eq(mergeReview.holderId, holderId),
        eq(mergeReview.claimantId, claimantId),
        eq(mergeReview.evidence, evidence),
      ),
    );
  if (decided) return;
  await tx.insert(mergeReview).values({ holderId, claimantId, evidence }).onConflictDoNothing();
}
