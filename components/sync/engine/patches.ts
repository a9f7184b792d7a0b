import { isOfflineRequest } from "@/server/operations/rules";
import type { OpResult } from "@/server/operations/schema";
import type { Change, Patch } from "@/server/sync/schema";
import {
  buildRowKey,
  clearScope,
  type Notice,
  type PendingOp,
  putOp,
  type Refusal,
  type RemoteChange,
  removeOp,
  resolveScope,
  type StoreTransaction,
  setRow,
} from "./local-store";

const sentRetentionMs = 7 * 24 * 3600 * 1000;

function moveToSent(tx: StoreTransaction, op: PendingOp, now: number): void {
  removeOp(tx, op.seq);
  tx.sent.set(op.seq, { ...op, answeredAt: now });
  tx.touched.sent.add(op.seq);
}

/** An operation leaves the overlay only once base contains it, and the outbox only once it is answered too. */
function retireContainedOps(tx: StoreTransaction, scope: string, clientId: string, lastMid: number, now: number): void {
  const position = tx.meta.scopes[scope];
  for (const op of [...tx.outbox.values()]) {
    if (op.refused || resolveScope(tx.meta, op.scope) !== scope) continue;
    const inBase =
      op.contained ||
      (op.clientId === clientId && op.mid <= lastMid) ||
      (op.acked !== undefined && (position?.gone || op.acked <= (position?.version ?? -1)));
    if (!inBase) continue;
    if (op.acked !== undefined) moveToSent(tx, op, now);
    else if (!op.contained) putOp(tx, { ...op, contained: true });
  }
}

/**
 * Re-opens operations that the server acknowledged but no longer knows (restored from a backup): they are sent again,
 * and receipts make that harmless. `replaced` is the scope whose base has just been replaced; elsewhere base still
 * contains them.
 */
export function requeueForgotten(
  tx: StoreTransaction,
  clientId: string,
  aboveMid: number,
  replaced: string | null,
): void {
  for (const op of [...tx.sent.values(), ...tx.outbox.values()]) {
    if (op.clientId === clientId && op.mid > aboveMid) requeueOp(tx, op, replaced);
  }
}

function requeueOp(tx: StoreTransaction, op: PendingOp, replaced: string | null): void {
  const { acked: _acked, contained, answeredAt, refused: _refused, made: _made, ...requeued } = op;
  tx.sent.delete(op.seq);
  tx.touched.sent.add(op.seq);
  const shown = resolveScope(tx.meta, op.scope) !== replaced && (contained || answeredAt !== undefined);
  putOp(tx, (shown ? { ...requeued, contained: true } : requeued) as PendingOp);
}

/**
 * The first base of a scope may come from a restored server, or be older than the answer to a push: acknowledged
 * operations that it lacks are sent again. A declined request is in no base: the shopper keeps its answer.
 */
function requeueMissing(tx: StoreTransaction, scope: string, clientId: string, lastMid: number): void {
  for (const op of [...tx.outbox.values()]) {
    if (op.clientId !== clientId || op.mid <= lastMid || op.acked === undefined || op.refused) continue;
    if (resolveScope(tx.meta, op.scope) === scope) requeueOp(tx, op, scope);
  }
}

/** A live patch names our operations in its changes; those before them in the queue are in it as well. */
const lastMidOf = (patch: Patch, clientId: string): number =>
  patch.changes.reduce((max, c) => (c.clientId === clientId ? Math.max(max, c.mid ?? 0) : max), patch.lastMid);

function replaceScope(tx: StoreTransaction, patch: Patch): void {
  clearScope(tx, patch.scope);
  for (const c of patch.changes) setRow(tx, patch.scope, c.entity, c.entityId, c.row);
}

function toRemoteChange(tx: StoreTransaction, patch: Patch, clientId: string, c: Change): RemoteChange | null {
  if (c.clientId === clientId || c.clientId === tx.meta.clientId || !(c.by.device || c.by.staff)) return null;
  const before = tx.base.get(buildRowKey(patch.scope, c.entity, c.entityId))?.row ?? null;
  return { entity: c.entity, entityId: c.entityId, before, after: c.row, by: c.by };
}

/**
 * Applies one patch to base, if it connects: `from ≤ version < to` in the same epoch, or a snapshot that is not
 * older. `clientId` is the client for which `patch.lastMid` was counted. "gap" means that the caller must pull.
 */
export function applyPatch(
  tx: StoreTransaction,
  patch: Patch,
  clientId: string,
  now: number,
): { fit: "applied" | "stale" | "gap"; remote: RemoteChange[] } {
  const position = tx.meta.scopes[patch.scope] ?? { version: 0, epoch: "" };
  const fresh = position.epoch === "" || position.gone;
  const restored = !fresh && position.epoch !== patch.epoch;
  const remoteChanges: RemoteChange[] = [];
  const lastMid = lastMidOf(patch, clientId);
  if (patch.kind === "snap") {
    if (!fresh && !restored && patch.to < position.version) return { fit: "stale", remote: remoteChanges };
    replaceScope(tx, patch);
    if (restored) requeueForgotten(tx, clientId, lastMid, patch.scope);
    else if (fresh) requeueMissing(tx, patch.scope, clientId, lastMid);
  } else {
    if (restored || patch.from > (fresh ? 0 : position.version)) {
      // Versions of another epoch say nothing about this base: nothing may be settled by them.
      if (restored || fresh) tx.meta.scopes[patch.scope] = { version: 0, epoch: position.epoch };
      tx.touched.meta ||= restored || Boolean(fresh);
      return { fit: "gap", remote: remoteChanges };
    }
    if (!fresh && patch.to <= position.version) {
      retireContainedOps(tx, patch.scope, clientId, lastMid, now);
      return { fit: "stale", remote: remoteChanges };
    }
    for (const c of patch.changes) {
      const change = toRemoteChange(tx, patch, clientId, c);
      if (change) remoteChanges.push(change);
      setRow(tx, patch.scope, c.entity, c.entityId, c.row);
    }
  }
  tx.meta.scopes[patch.scope] = { version: patch.to, epoch: patch.epoch };
  tx.touched.meta = true;
  retireContainedOps(tx, patch.scope, clientId, lastMid, now);
  return { fit: "applied", remote: remoteChanges };
}

function toDeclinedOp(op: PendingOp, acked: number, refused: Refusal): PendingOp {
  const { contained: _contained, ...shown } = op;
  return { ...shown, acked, refused };
}

/** Dismisses a declined request: it is neither shown nor sent again. */
export function dismissRequest(tx: StoreTransaction, key: string, now: number): void {
  for (const op of [...tx.outbox.values()]) {
    if (!isOfflineRequest(op) || !op.refused || op.args.key !== key) continue;
    const { refused: _refused, ...rest } = op;
    const kind = op.name === "request.pickup" ? "pickup" : "fitting";
    moveToSent(tx, { ...rest, name: "request.withdraw", args: { key, kind } } as PendingOp, now);
  }
}

/** Records acknowledgements of `clientId`'s operations; returns those the shopper must see. */
export function applyResults(tx: StoreTransaction, clientId: string, results: OpResult[], now: number): Notice[] {
  const notices: Notice[] = [];
  const byMid = new Map(results.map((r) => [r.mid, r]));
  for (const op of [...tx.outbox.values()]) {
    const result = op.clientId === clientId ? byMid.get(op.mid) : undefined;
    if (!result || op.acked !== undefined) continue;
    const { outcome, version, reason, by, answer } = result;
    const isRequest = isOfflineRequest(op);
    const made = isRequest ? answer?.made : undefined;
    const kind = outcome === "rejected" || outcome === "adjusted" ? outcome : made ? "confirmed" : null;
    if (kind)
      notices.push({ kind, op: { ...op, ...(made && { made }) }, ...(reason && { reason }), ...(by && { by }) });
    if (outcome !== "rejected") putOp(tx, { ...op, acked: version, ...(made && { made }) });
    else if (isRequest) putOp(tx, toDeclinedOp(op, version, { ...(reason && { reason }), ...(answer && { answer }) }));
    else moveToSent(tx, op, now);
    if (op.name === "request.withdraw") dismissRequest(tx, op.args.key, now);
  }
  for (const scope of new Set([...tx.outbox.values()].map((op) => resolveScope(tx.meta, op.scope)))) {
    retireContainedOps(tx, scope, clientId, 0, now);
  }
  for (const old of tx.sent.values()) {
    if ((old.answeredAt ?? now) > now - sentRetentionMs) continue;
    tx.sent.delete(old.seq);
    tx.touched.sent.add(old.seq);
  }
  return notices;
}

/** A scope is no longer visible here: deletes its rows; its unacknowledged operations are still sent. */
export function forgetScope(tx: StoreTransaction, scope: string, now: number): void {
  clearScope(tx, scope);
  tx.meta.scopes[scope] = { version: 0, epoch: "", gone: true };
  tx.touched.meta = true;
  retireContainedOps(tx, scope, tx.meta.clientId, 0, now);
  const waiting = [...tx.outbox.values()].some((op) => resolveScope(tx.meta, op.scope) === scope);
  if (!waiting) delete tx.meta.scopes[scope];
}
