import type { SQL } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { cartCurrency, cartLineRows } from "@/server/cart/commands";
import { favouriteStatement } from "@/server/favourites/commands";
import { bagChangedRow } from "@/server/audit/commands";
import { mayTouchScope } from "@/server/shoppers/queries";
import type { Actor, Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { once } from "@/server/platform/idempotency";
import { inTransaction } from "@/server/platform/transaction";

import { decideWith } from "@/server/offline-requests/commands";
import { commitOps, lockScopes, type OpsBatch, unchangedSince } from "@/server/sync/commit";
import { patchesSince } from "@/server/sync/pull";
import { publishPatch } from "@/server/sync/fanout";
import { type Done, makeTakeWish, type Pusher } from "./offline-request";
import { factsOf, type MayTouch, type Run, readPushState, segmentsOf } from "./push-state";
import { type Folded, fold, replay, type Segment, type Sent, wanted } from "./fold";
import type { Patch } from "@/server/sync/schema";
import type { PushInput, PushReply } from "./schema";
import { schemaV } from "./format.rules";

type Owner = OpsBatch["owner"];

/** Lets work on one scope wait for the work before it, so that a process never conflicts with itself. */
export function scopeQueue() {
  const tails = new Map<string, Promise<unknown>>();
  return <T>(scopeId: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(scopeId);
    const mine = before ? before.then(work, work) : work();
    tails.set(scopeId, mine);
    const forget = () => {
      if (tails.get(scopeId) === mine) tails.delete(scopeId);
    };
    mine.then(forget, forget);
    return mine;
  };
}

type Parts = {
  inScope: ReturnType<typeof scopeQueue>;
  /** The condition under which a folded batch may be committed. */
  guard: (seenVersion: number) => SQL;
  takeWish: ReturnType<typeof makeTakeWish>;
  mayTouch: MayTouch;
};

/** Puts push together; a race test builds one without its guard, and several with queues of their own as processes. */
export function makePush({ inScope, guard, takeWish, mayTouch }: Parts) {
  /** Takes the operations of a device in order, each exactly once. Throws GAP, FORKED, UPGRADE_REQUIRED, SIGN_IN_NEEDED. */
  return async function push(ctx: Ctx, input: PushInput): Promise<PushReply> {
    const sender = senderOf(ctx.actor, input.clientId);
    if (input.schemaV !== schemaV) throw new AppError("UPGRADE_REQUIRED", { schemaV });
    const first = input.ops[0]?.mid ?? 1;
    const hole = input.ops.findIndex((op, i) => op.mid !== first + i);
    if (hole > 0) throw new AppError("GAP", { expectedMid: first + hole });
    const reply: PushReply = { lastMid: first - 1, results: [], patches: [] };
    for (const segment of await segmentsOf(ctx.actor, input.ops, mayTouch)) {
      const { wished } = segment;
      const commit = () => (wished ? takeWish(ctx, sender, segment, wished) : commitSegment(sender, segment, guard));
      const done = segment.scopeId ? await inScope(segment.scopeId, commit) : await commit();
      reply.results.push(...done.results);
      reply.lastMid = Math.max(done.lastMid, reply.results.at(-1)?.mid ?? 0);
      if (done.patch) reply.patches.push(done.patch);
    }
    if (input.cursors?.length) {
      reply.patches = await patchesSince(ctx.actor, input.cursors, input.clientId, reply.patches);
    }
    return reply;
  };
}

const shared = globalThis as typeof globalThis & { __selvedgeScopeQueue?: ReturnType<typeof scopeQueue> };
shared.__selvedgeScopeQueue ??= scopeQueue();

/** Takes a wish; see `makeTakeWish`. */
const takeWish = makeTakeWish(decideWith(once));

/** What the shipped push is made of. */
export const pushParts: Parts = {
  inScope: shared.__selvedgeScopeQueue,
  guard: unchangedSince,
  takeWish,
  mayTouch: mayTouchScope,
};

/** `sync.push`. */
export const push = makePush(pushParts);

function senderOf(actor: Actor, clientId: string): Pusher {
  if (actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer") {
    const owner: Owner = { kind: "shopper", id: actor.shopperId };
    const owners = actor.guestId ? [actor.shopperId, actor.guestId] : [actor.shopperId];
    return { clientId, owner, owners, schemaV, by: { device: actor.device }, staff: null };
  }
  if (actor.kind === "staff" && actor.storeDeviceId) {
    const owner: Owner = { kind: "store_device", id: actor.storeDeviceId };
    return { clientId, owner, owners: [owner.id], schemaV, by: { staff: actor.name }, staff: actor };
  }
  throw new AppError("SIGN_IN_NEEDED");
}

/** Two round trips with nothing held between; when another process came between, again under the scope's row lock. */
async function commitSegment(sender: Pusher, segment: Segment, guard: Parts["guard"]): Promise<Done> {
  const done =
    (await attempt(runPrepared, sender, segment, guard)) ??
    (await inTransaction(async (tx) => {
      if (segment.scopeId) await lockScopes(tx, [{ scopeId: segment.scopeId, kind: "shopper" }]);
      const run: Run = async <Row extends object>(statement: SQL) => (await tx.execute(statement)) as unknown as Row[];
      const locked = await attempt(run, sender, segment, guard);
      if (!locked) throw new AppError("CONFLICT");
      return locked;
    }));
  if (done.patch) publishPatch(done.patch);
  return done;
}

/** One try; null when the scope or the client moved on meanwhile. */
async function attempt(run: Run, sender: Pusher, segment: Segment, guard: Parts["guard"]): Promise<Done | null> {
  const state = await readPushState(run, wanted(sender, segment));
  const { fresh, results } = replay(sender, segment, state);
  const lastMid = state.client?.lastMid ?? 0;
  if (fresh.length === 0) return { results, lastMid, patch: null };
  if (state.scope?.mergedInto) throw new AppError("CONFLICT", { merged: true });
  const folded = fold(sender, segment, fresh, state, factsOf(state));
  const batch = batchOf(sender, segment, lastMid, state.scope?.version ?? 0, fresh, folded);
  const committed = await run<{ version: number; epoch: string }>(commitOps(batch, guard)).catch((e) => {
    // The client moved on while its scope did not: the statement undid itself.
    if (errorCode(e) === "22012") return [];
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
        lastMid: batch.toMid,
      }
    : null;
  return { results: [...results, ...folded.results], lastMid: batch.toMid, patch };
}

const errorCode = (e: unknown) => (e as { code?: string }).code ?? (e as { cause?: { code?: string } }).cause?.code;

function batchOf(
  sender: Pusher,
  segment: Segment,
  lastMid: number,
  seenVersion: number,
  fresh: Sent[],
  folded: Folded,
): OpsBatch {
  const rows: SQL[] = [];
  if (folded.lines.length) rows.push(cartCurrency(folded.lines), cartLineRows(folded.lines));
  if (folded.favourites.length) rows.push(favouriteStatement(folded.favourites));
  if (sender.staff && folded.changes.length) rows.push(bagChangedRow(sender.staff, fresh.length));
  const receipts = fresh.map(({ raw, sha }, i) => {
    const { mid, outcome = "noop", version = 0, ...result } = folded.results[i] ?? { mid: raw.mid };
    return { mid, scope: raw.scope, name: raw.name, sha, outcome, result, version };
  });
  return {
    clientId: sender.clientId,
    owner: sender.owner,
    schemaV,
    fromMid: lastMid,
    toMid: lastMid + fresh.length,
    scopeId: segment.scopeId ?? sender.owner.id,
    seenVersion,
    changes: folded.changes,
    receipts,
    rows,
  };
}
