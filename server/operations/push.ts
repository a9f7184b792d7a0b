import type { SQL } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { insertCartChangeAuditSql } from "@/server/audit/commands";
import { cartCurrencySql, cartLinesSql } from "@/server/cart/commands";
import { upsertFavouritesSql } from "@/server/favourites/commands";
import type { Actor, Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { canAccessScope } from "@/server/shoppers/queries";
import { commitOpsSql, isUnchangedSince, lockScopes, type OpsBatch } from "@/server/sync/commit";
import { publishPatch } from "@/server/sync/fanout/publish";
import { listPatchesSince } from "@/server/sync/pull";
import type { Patch } from "@/server/sync/schema";
import {
  buildReadSet,
  type FoldResult,
  foldBatch,
  type MutationBatch,
  type ReceivedMutation,
  splitReplayed,
} from "./fold";
import { acceptedVersions, schemaV } from "./format.rules";
import { applyOfflineRequest, type BatchResult, type PushSender } from "./offline-request";
import { type CanAccessScope, type RunStatement, readPushState, splitIntoBatches, toFacts } from "./push-state";
import type { PushInput, PushReply } from "./schema";

type ClientOwner = OpsBatch["owner"];

/** Serialises work on one scope, so that a process never conflicts with itself. */
export function createScopeQueue() {
  const tails = new Map<string, Promise<unknown>>();
  return <T>(scopeId: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(scopeId);
    const current = before ? before.then(work, work) : work();
    tails.set(scopeId, current);
    const forget = () => {
      if (tails.get(scopeId) === current) tails.delete(scopeId);
    };
    current.then(forget, forget);
    return current;
  };
}

type PushDeps = {
  inScope: ReturnType<typeof createScopeQueue>;
  /** The condition under which a folded batch may be committed. */
  guard: (seenVersion: number) => SQL;
  applyOfflineRequest: typeof applyOfflineRequest;
  canAccessScope: CanAccessScope;
};

/** Builds push; a race test builds one without its guard, and several with queues of their own as processes. */
export function createPush({ inScope, guard, applyOfflineRequest, canAccessScope }: PushDeps) {
  /**
   * Applies the operations of a device in order, each exactly once. Throws SEQUENCE_GAP, CLIENT_FORKED, UPGRADE_REQUIRED,
   * UNAUTHENTICATED.
   */
  return async function push(ctx: Ctx, input: PushInput): Promise<PushReply> {
    const sender = toSender(ctx.actor, input.clientId);
    if (!acceptedVersions.includes(input.schemaV)) throw new AppError("UPGRADE_REQUIRED", { schemaV });
    const first = input.ops[0]?.mid ?? 1;
    const hole = input.ops.findIndex((op, i) => op.mid !== first + i);
    if (hole > 0) throw new AppError("SEQUENCE_GAP", { expectedMid: first + hole });
    const reply: PushReply = { lastMid: first - 1, results: [], patches: [] };
    for (const segment of await splitIntoBatches(ctx.actor, input.ops, canAccessScope)) {
      const { offlineRequest: request } = segment;
      const commit = () =>
        request ? applyOfflineRequest(ctx, sender, segment, request) : commitBatch(sender, segment, guard);
      const done = segment.scopeId ? await inScope(segment.scopeId, commit) : await commit();
      reply.results.push(...done.results);
      reply.lastMid = Math.max(done.lastMid, reply.results.at(-1)?.mid ?? 0);
      if (done.patch) reply.patches.push(done.patch);
    }
    if (input.cursors?.length) {
      reply.patches = await listPatchesSince(ctx.actor, {
        cursors: input.cursors,
        clientId: input.clientId,
        own: reply.patches,
      });
    }
    return reply;
  };
}

const shared = globalThis as typeof globalThis & { __selvedgeScopeQueue?: ReturnType<typeof createScopeQueue> };
shared.__selvedgeScopeQueue ??= createScopeQueue();

/** The dependencies of push in production. */
export const pushDeps: PushDeps = {
  inScope: shared.__selvedgeScopeQueue,
  guard: isUnchangedSince,
  applyOfflineRequest,
  canAccessScope,
};

/** `sync.push`. */
export const push = createPush(pushDeps);

function toSender(actor: Actor, clientId: string): PushSender {
  if (actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer") {
    const owner: ClientOwner = { kind: "shopper", id: actor.shopperId };
    const owners = actor.guestId ? [actor.shopperId, actor.guestId] : [actor.shopperId];
    return { clientId, owner, owners, schemaV, by: { device: actor.device }, staff: null };
  }
  if (actor.kind === "staff" && actor.storeDeviceId) {
    const owner: ClientOwner = { kind: "store_device", id: actor.storeDeviceId };
    return { clientId, owner, owners: [owner.id], schemaV, by: { staff: actor.name }, staff: actor };
  }
  throw new AppError("UNAUTHENTICATED");
}

/**
 * Commits in two round trips without a lock in between; after a conflict with another process, once more under the
 * scope's row lock.
 */
async function commitBatch(sender: PushSender, segment: MutationBatch, guard: PushDeps["guard"]): Promise<BatchResult> {
  const done =
    (await tryCommit(runPrepared, sender, segment, guard)) ??
    (await inTransaction(async (tx) => {
      if (segment.scopeId) await lockScopes(tx, [{ scopeId: segment.scopeId, kind: "shopper" }]);
      const run: RunStatement = async <Row extends object>(statement: SQL) =>
        (await tx.execute(statement)) as unknown as Row[];
      const locked = await tryCommit(run, sender, segment, guard);
      if (!locked) throw new AppError("CONFLICT");
      return locked;
    }));
  if (done.patch) publishPatch(done.patch);
  return done;
}

/** Tries once; returns null when the scope or the client moved on meanwhile. */
async function tryCommit(
  run: RunStatement,
  sender: PushSender,
  segment: MutationBatch,
  guard: PushDeps["guard"],
): Promise<BatchResult | null> {
  const state = await readPushState(run, buildReadSet(sender, segment));
  const { fresh, results } = splitReplayed(sender, segment, state);
  const lastMid = state.client?.lastMid ?? 0;
  if (fresh.length === 0) return { results, lastMid, patch: null };
  if (state.scope?.mergedInto) throw new AppError("CONFLICT", { merged: true });
  const folded = foldBatch(sender, segment, { fresh, state, facts: toFacts(state) });
  const batch = buildOpsBatch(sender, segment, { lastMid, seenVersion: state.scope?.version ?? 0, fresh, folded });
  const committed = await run<{ version: number; epoch: string }>(commitOpsSql(batch, guard)).catch((e) => {
    // The client moved on while its scope did not: the statement failed on purpose.
    if (getSqlState(e) === "22012") return [];
    throw e;
  });
  const [row] = committed;
  if (!row) return null;
  const patch: Patch | null = folded.changes.length
    ? {
        kind: "patch",
        scope: batch.scopeId,
        epoch: row.epoch,
        from: row.version - 1,
        to: row.version,
        changes: folded.changes,
        lastMid: batch.toMutationId,
      }
    : null;
  return { results: [...results, ...folded.results], lastMid: batch.toMutationId, patch };
}

const getSqlState = (e: unknown) => (e as { code?: string }).code ?? (e as { cause?: { code?: string } }).cause?.code;

function buildOpsBatch(
  sender: PushSender,
  segment: MutationBatch,
  {
    lastMid,
    seenVersion,
    fresh,
    folded,
  }: { lastMid: number; seenVersion: number; fresh: ReceivedMutation[]; folded: FoldResult },
): OpsBatch {
  const rows: SQL[] = [];
  if (folded.lines.length) rows.push(cartCurrencySql(folded.lines), cartLinesSql(folded.lines));
  if (folded.favourites.length) rows.push(upsertFavouritesSql(folded.favourites));
  if (sender.staff && folded.changes.length) rows.push(insertCartChangeAuditSql(sender.staff, fresh.length));
  const receipts = fresh.map(({ raw, sha }, i) => {
    const { mid, outcome = "noop", version = 0, ...result } = folded.results[i] ?? { mid: raw.mid };
    return { mid, scope: raw.scope, name: raw.name, sha, outcome, result, version };
  });
  return {
    clientId: sender.clientId,
    owner: sender.owner,
    schemaV,
    fromMutationId: lastMid,
    toMutationId: lastMid + fresh.length,
    scopeId: segment.scopeId ?? sender.owner.id,
    seenVersion,
    changes: folded.changes,
    receipts,
    rows,
  };
}
