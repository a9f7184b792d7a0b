import { sql } from "drizzle-orm";
import { runPrepared, type Tx } from "@/db/client";
import { decideOfflineRequest, type Verdict } from "@/server/offline-requests/commands";
import { expirePickups } from "@/server/orders/pickup/expire";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitOpsSql, commitWithChanges, type OpsBatch } from "@/server/sync/commit";
import type { Patch } from "@/server/sync/schema";
import {
  buildReadSet,
  type MutationBatch,
  type PendingOfflineRequest,
  type ReceivedMutation,
  type Sender,
  splitReplayed,
} from "./fold";
import { readPushState } from "./push-state";
import type { OpResult } from "./schema";

/** The sender; `staff` when a consultant edits a customer's cart: that is audited. */
export type PushSender = Sender & Pick<OpsBatch, "owner" | "schemaV"> & { staff: StaffActor | null };
/** The result of a batch. */
export type BatchResult = { results: OpResult[]; lastMid: number; patch: Patch | null };

/** The client moved on concurrently: the transaction is rolled back and retried. */
class StaleClientError extends Error {}

/** Inserts the receipt and the client's last operation; throws `StaleClientError` when another delivery was faster. */
async function insertReceipt(
  tx: Tx,
  { sender, sent, scopeId, fromMid }: { sender: PushSender; sent: ReceivedMutation; scopeId: string; fromMid: number },
  verdict: Verdict,
): Promise<OpResult> {
  const { mid, scope, name } = sent.raw;
  const [head] = await tx.execute<{ version: string }>(
    sql`select version from sync_scope where id = ${scopeId}::uuid and merged_into is null`,
  );
  const version = Number(head?.version ?? 0);
  const { outcome, ...result } = verdict;
  const receipts = [{ mid, scope, name, sha: sent.sha, outcome, version, result }];
  const { clientId, owner, schemaV } = sender;
  const batch = {
    clientId,
    owner,
    schemaV,
    fromMutationId: fromMid,
    toMutationId: mid,
    scopeId,
    seenVersion: version,
    receipts,
  };
  const rows = await tx.execute(commitOpsSql({ ...batch, changes: [], rows: [] }));
  if (rows.length === 0) throw new StaleClientError();
  return { mid, version, ...verdict };
}

async function applyOnce(
  { actor, regions, locale }: Ctx,
  sender: PushSender,
  segment: MutationBatch,
  { op, withdrawn }: PendingOfflineRequest,
): Promise<BatchResult> {
  const state = await readPushState(runPrepared, buildReadSet(sender, segment));
  const { fresh, results } = splitReplayed(sender, segment, state);
  const fromMid = state.client?.lastMid ?? 0;
  const [sent] = fresh;
  if (!sent) return { results, lastMid: fromMid, patch: null };
  if (state.scope?.mergedInto) throw new AppError("CONFLICT", { merged: true });
  // The missing items may be held by overdue reservations that no sweep has expired yet.
  if (op.name === "request.pickup") await expirePickups({ storeId: op.args.storeId });
  const { mid, scope } = sent.raw;
  const scopeId = segment.scopeId ?? sender.owner.id;
  const done: BatchResult = { results, lastMid: mid, patch: null };
  let verdict: Verdict;
  await commitWithChanges(
    async (tx, announce) => {
      if (!segment.scopeId) verdict = { outcome: "rejected", reason: "NOT_FOUND" };
      else if (withdrawn) verdict = { outcome: "noop" };
      else verdict = await decideOfflineRequest(tx, announce, { actor, op, requesterId: scope, regions, locale });
    },
    {
      origin: { scopeId, clientId: sender.clientId, mid },
      async finalise(tx, patches) {
        done.patch = patches.find((p) => p.scope === scopeId) ?? null;
        done.results = [...results, await insertReceipt(tx, { sender, sent, scopeId, fromMid }, verdict)];
      },
    },
  );
  return done;
}

/**
 * Applies an offline request: its effect, its receipt and the client's last operation in one
 * transaction. Of two concurrent deliveries one is rolled back and then gets the other's result.
 */
export async function applyOfflineRequest(
  ctx: Ctx,
  sender: PushSender,
  segment: MutationBatch,
  request: PendingOfflineRequest,
): Promise<BatchResult> {
  for (let tries = 1; ; tries++) {
    try {
      return await applyOnce(ctx, sender, segment, request);
    } catch (e) {
      if (!(e instanceof StaleClientError) || tries >= 3) throw e;
    }
  }
}
