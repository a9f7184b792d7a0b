import { isWish } from "@/server/operations/rules";
import type { Change, Patch } from "@/server/sync/schema";
import type { OpResult } from "@/server/operations/schema";
import {
  clearScope,
  type Draft,
  drop,
  type Notice,
  type Pending,
  put,
  type Refusal,
  type RemoteChange,
  resolveScope,
  rowKey,
  setRow,
} from "./local-store";

const keepSentMs = 7 * 24 * 3600 * 1000;

function toSent(draft: Draft, op: Pending, now: number): void {
  drop(draft, op.seq);
  draft.sent.set(op.seq, { ...op, answeredAt: now });
  draft.touched.sent.add(op.seq);
}

/** An operation leaves the overlay only once base contains it, and the outbox only once it is answered too. */
function settle(draft: Draft, scope: string, clientId: string, lastMid: number, now: number): void {
  const mark = draft.meta.scopes[scope];
  for (const op of [...draft.outbox.values()]) {
    if (op.refused || resolveScope(draft.meta, op.scope) !== scope) continue;
    const inBase =
      op.contained ||
      (op.clientId === clientId && op.mid <= lastMid) ||
      (op.acked !== undefined && (mark?.gone || op.acked <= (mark?.version ?? -1)));
    if (!inBase) continue;
    if (op.acked !== undefined) toSent(draft, op, now);
    else if (!op.contained) put(draft, { ...op, contained: true });
  }
}

/**
 * Takes back what the server answered but no longer knows (restored from a backup): it will be sent again, and receipts
 * make that harmless. `replaced` is the scope whose base has just been replaced; elsewhere base still shows it.
 */
export function revive(draft: Draft, clientId: string, aboveMid: number, replaced: string | null): void {
  for (const op of [...draft.sent.values(), ...draft.outbox.values()]) {
    if (op.clientId === clientId && op.mid > aboveMid) takeBack(draft, op, replaced);
  }
}

function takeBack(draft: Draft, op: Pending, replaced: string | null): void {
  const { acked: _acked, contained, answeredAt, refused: _refused, made: _made, ...again } = op;
  draft.sent.delete(op.seq);
  draft.touched.sent.add(op.seq);
  const shown = resolveScope(draft.meta, op.scope) !== replaced && (contained || answeredAt !== undefined);
  put(draft, (shown ? { ...again, contained: true } : again) as Pending);
}

/** The first base of a scope may come from a restored server: what it answered before and this base lacks goes again. */
function doubt(draft: Draft, scope: string, clientId: string, lastMid: number): void {
  for (const op of [...draft.outbox.values()]) {
    if (op.clientId !== clientId || op.mid <= lastMid || op.acked === undefined) continue;
    if (resolveScope(draft.meta, op.scope) === scope) takeBack(draft, op, scope);
  }
}

/** A live patch names our operations in its changes; those before them in the queue are in it as well. */
const lastMidOf = (patch: Patch, clientId: string): number =>
  patch.changes.reduce((max, c) => (c.clientId === clientId ? Math.max(max, c.mid ?? 0) : max), patch.lastMid);

function replaceScope(draft: Draft, patch: Patch): void {
  clearScope(draft, patch.scope);
  for (const c of patch.changes) setRow(draft, patch.scope, c.entity, c.entityId, c.row);
}

function remote(draft: Draft, patch: Patch, clientId: string, c: Change): RemoteChange | null {
  if (c.clientId === clientId || c.clientId === draft.meta.clientId || !(c.by.device || c.by.staff)) return null;
  const before = draft.base.get(rowKey(patch.scope, c.entity, c.entityId))?.row ?? null;
  return { entity: c.entity, entityId: c.entityId, before, after: c.row, by: c.by };
}

/**
 * Brings base forward by one patch, if it fits: `from ≤ version < to` in the same epoch, or a snapshot that is not older.
 * `clientId` is the client for which `patch.lastMid` was counted. "gap" means that the caller must pull.
 */
export function applyPatch(
  draft: Draft,
  patch: Patch,
  clientId: string,
  now: number,
): { fit: "applied" | "stale" | "gap"; remote: RemoteChange[] } {
  const mark = draft.meta.scopes[patch.scope] ?? { version: 0, epoch: "" };
  const fresh = mark.epoch === "" || mark.gone;
  const restored = !fresh && mark.epoch !== patch.epoch;
  const seen: RemoteChange[] = [];
  const lastMid = lastMidOf(patch, clientId);
  if (patch.kind === "snap") {
    if (!fresh && !restored && patch.to < mark.version) return { fit: "stale", remote: seen };
    replaceScope(draft, patch);
    if (restored) revive(draft, clientId, lastMid, patch.scope);
    else if (fresh) doubt(draft, patch.scope, clientId, lastMid);
  } else {
    if (restored || patch.from > (fresh ? 0 : mark.version)) {
      // Versions of another epoch say nothing about this base: nothing may be settled by them.
      if (restored || fresh) draft.meta.scopes[patch.scope] = { version: 0, epoch: mark.epoch };
      draft.touched.meta ||= restored || Boolean(fresh);
      return { fit: "gap", remote: seen };
    }
    if (!fresh && patch.to <= mark.version) {
      settle(draft, patch.scope, clientId, lastMid, now);
      return { fit: "stale", remote: seen };
    }
    for (const c of patch.changes) {
      const change = remote(draft, patch, clientId, c);
      if (change) seen.push(change);
      setRow(draft, patch.scope, c.entity, c.entityId, c.row);
    }
  }
  draft.meta.scopes[patch.scope] = { version: patch.to, epoch: patch.epoch };
  draft.touched.meta = true;
  settle(draft, patch.scope, clientId, lastMid, now);
  return { fit: "applied", remote: seen };
}

function declined(op: Pending, acked: number, refused: Refusal): Pending {
  const { contained: _contained, ...shown } = op;
  return { ...shown, acked, refused };
}

/** The shopper has seen that a wish was declined: it leaves the screen, and goes out never again. */
export function dismissWish(draft: Draft, key: string, now: number): void {
  for (const op of [...draft.outbox.values()]) {
    if (!isWish(op) || !op.refused || op.args.key !== key) continue;
    const { refused: _refused, ...rest } = op;
    const kind = op.name === "wish.pickup" ? "pickup" : "fitting";
    toSent(draft, { ...rest, name: "wish.withdraw", args: { key, kind } } as Pending, now);
  }
}

/** Notes the server's answers to operations of `clientId`; returns those of which the shopper must hear. */
export function acknowledge(draft: Draft, clientId: string, results: OpResult[], now: number): Notice[] {
  const notices: Notice[] = [];
  const byMid = new Map(results.map((r) => [r.mid, r]));
  for (const op of [...draft.outbox.values()]) {
    const result = op.clientId === clientId ? byMid.get(op.mid) : undefined;
    if (!result || op.acked !== undefined) continue;
    const { outcome, version, reason, by, answer } = result;
    const wish = isWish(op);
    const made = wish ? answer?.made : undefined;
    const kind = outcome === "rejected" || outcome === "adjusted" ? outcome : made ? "confirmed" : null;
    if (kind)
      notices.push({ kind, op: { ...op, ...(made && { made }) }, ...(reason && { reason }), ...(by && { by }) });
    if (outcome !== "rejected") put(draft, { ...op, acked: version, ...(made && { made }) });
    else if (wish) put(draft, declined(op, version, { ...(reason && { reason }), ...(answer && { answer }) }));
    else toSent(draft, op, now);
    if (op.name === "wish.withdraw") dismissWish(draft, op.args.key, now);
  }
  for (const scope of new Set([...draft.outbox.values()].map((op) => resolveScope(draft.meta, op.scope)))) {
    settle(draft, scope, clientId, 0, now);
  }
  for (const old of draft.sent.values()) {
    if ((old.answeredAt ?? now) > now - keepSentMs) continue;
    draft.sent.delete(old.seq);
    draft.touched.sent.add(old.seq);
  }
  return notices;
}

/** A scope is no longer visible here: wipes its rows; its unanswered operations still go out and get their answers. */
export function forgetScope(draft: Draft, scope: string, now: number): void {
  clearScope(draft, scope);
  draft.meta.scopes[scope] = { version: 0, epoch: "", gone: true };
  draft.touched.meta = true;
  settle(draft, scope, draft.meta.clientId, 0, now);
  const waiting = [...draft.outbox.values()].some((op) => resolveScope(draft.meta, op.scope) === scope);
  if (!waiting) delete draft.meta.scopes[scope];
}
