import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { ensureScope, maxChanges, readChanges, type ScopeChanges } from "./queries";
import { syncedModules } from "./registry";
import type { Change, Cursor, Patch, PullInput, StreamMessage } from "./schema";

/** A visible scope, whole or (`linked`) its cart and favourites only. */
export type VisibleScope = { scopeId: string; kind: "shopper" | "store"; linked: boolean };

/** The scopes that `actor` may see: the shopper's own; the tablet's store and the shoppers it assists. */
export async function listVisibleScopes(actor: Actor): Promise<VisibleScope[]> {
  if (actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer") {
    return [{ scopeId: actor.shopperId, kind: "shopper", linked: actor.kind === "linked" }];
  }
  if (actor.kind !== "staff" || !actor.storeDeviceId || !actor.storeId) return [];
  const granted = await syncedModules().grantedScopes(actor);
  const shoppers = granted.map((scopeId): VisibleScope => ({ scopeId, kind: "shopper", linked: true }));
  return [{ scopeId: actor.storeId, kind: "store", linked: false }, ...shoppers];
}

/** The changes that this viewer may see. */
export const filterVisible = <T extends { entity: string }>(changes: T[], linked: boolean): T[] =>
  linked ? changes.filter((c) => syncedModules().linkedEntities.has(c.entity)) : changes;

/**
 * The step from a device's cursor (null: from nothing) to the scope's current version: a patch, a snapshot when the
 * cursor is older than the kept changes or of another epoch, or null when the device is up to date.
 */
export async function getChangesSince(
  { scopeId, kind, linked }: VisibleScope,
  cursor: Pick<Cursor, "epoch" | "version"> | null,
  clientId: string | null,
): Promise<Patch | null> {
  const read = () => readChanges(scopeId, cursor?.version ?? Number.MAX_SAFE_INTEGER, clientId);
  let since = await read();
  if (!since) {
    await ensureScope(scopeId, kind);
    since = await read();
  }
  if (!since) throw new Error("a scope cannot go away");
  const { scope, lastMid } = since;
  const needsSnapshot = !cursor || cursor.epoch !== scope.epoch || cursor.version > scope.version;
  if (needsSnapshot || cursor.version < scope.minVersion || since.changes.length > maxChanges) {
    return buildSnapshot({ scopeId, kind, linked }, since, clientId);
  }
  if (cursor.version === scope.version) return null;
  const changes = filterVisible(since.changes, linked).map(({ version: _, ...change }): Change => change);
  const step = { scope: scopeId, epoch: scope.epoch, from: cursor.version, to: scope.version };
  return { kind: "patch", ...step, changes, lastMid };
}

/** The whole of a scope. Rows and version are of one moment unless writers keep coming; then rows may be newer. */
async function buildSnapshot(
  { scopeId, kind, linked }: VisibleScope,
  head: Pick<ScopeChanges, "scope" | "lastMid">,
  clientId: string | null,
): Promise<Patch> {
  let before = head;
  for (let attempt = 1; ; attempt++) {
    const rows = (await Promise.all(syncedModules().rows[kind].map((read) => read(scopeId)))).flat();
    const after = await readChanges(scopeId, Number.MAX_SAFE_INTEGER, clientId);
    if (!after) throw new Error("a scope cannot go away");
    if (before.scope.version !== after.scope.version && attempt < 3) {
      before = after;
      continue;
    }
    const { version, epoch } = before.scope;
    const changes = filterVisible(rows, linked).map((row) => ({ ...row, by: {}, clientId: null, mid: null }));
    return { kind: "snap", scope: scopeId, epoch, from: 0, to: version, changes, lastMid: before.lastMid };
  }
}

/**
 * `sync.pull`: what the stream would send. A scope that is not, or no longer, visible is `gone`, or `merged` into the
 * account.
 */
export async function pull(actor: Actor, input: PullInput): Promise<StreamMessage[]> {
  const visible = await listVisibleScopes(actor);
  if (visible.length === 0) throw new AppError("UNAUTHENTICATED");
  const requested = input.scopes.length
    ? visible.filter((v) => input.scopes.some((c) => c.scope === v.scopeId))
    : visible;
  const removed = input.scopes.filter((c) => !visible.some((v) => v.scopeId === c.scope));
  const steps = await Promise.all(
    requested.map((v) =>
      getChangesSince(v, input.scopes.find((c) => c.scope === v.scopeId) ?? null, input.clientId ?? null),
    ),
  );
  return [...removed.map((c) => toScopeRemoved(actor, c.scope)), ...steps.filter((s) => s !== null)];
}

/** The message about a scope that a device requests and may not see. */
export function toScopeRemoved(actor: Actor, scope: string): StreamMessage {
  const merged = "guestId" in actor && actor.guestId === scope && actor.shopperId !== scope;
  return merged ? { kind: "merged", from: scope, into: actor.shopperId } : { kind: "gone", scope };
}

/** The patches of a push's reply, from each cursor of the device: `own` is used when it begins there. */
export async function listPatchesSince(
  actor: Actor,
  { cursors, clientId, own }: { cursors: Cursor[]; clientId: string; own: Patch[] },
): Promise<Patch[]> {
  const patchesAt = (c: Cursor) => own.filter((p) => p.scope === c.scope && p.epoch === c.epoch);
  const covered = cursors.filter((c) => patchesAt(c).length === 1 && patchesAt(c)[0]?.from === c.version);
  const rest = cursors.filter((c) => !covered.includes(c));
  const first = own.filter((p) => !rest.some((c) => c.scope === p.scope));
  if (rest.length === 0) return first;
  const messages = await pull(actor, { clientId, scopes: rest });
  return [...first, ...messages.filter((m): m is Patch => m.kind === "snap" || m.kind === "patch")];
}
