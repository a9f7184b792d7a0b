import type { OpBody, OpResult, QueuedOp } from "@/server/operations/schema";
import type { By } from "@/server/sync/schema";

export type Row = Record<string, unknown>;
export type BaseRow = { scope: string; entity: string; id: string; row: Row };
/** The version of a scope's base. `epoch` is "" until the server has sent it. */
type ScopePosition = { version: number; epoch: string; gone?: true };

export type Meta = {
  clientId: string;
  nextMid: number;
  nextSeq: number;
  scopes: Record<string, ScopePosition>;
  /** A guest's scope that was merged into its account's. */
  aliases: Record<string, string>;
};

/** An operation of this browser, until base contains it and the server has acknowledged it. */
export type PendingOp = QueuedOp & {
  seq: number;
  clientId: string;
  /** The scope version of the acknowledgement. */
  acked?: number;
  /** Base contains it, so the overlay must not show it. */
  contained?: true;
  /** When the acknowledgement came (ms). */
  answeredAt?: number;
  /** A request that the server declined: it stays until the shopper dismisses it. */
  refused?: Refusal;
  /** The id of what a confirmed request created. */
  made?: string;
};
export type Refusal = Pick<OpResult, "reason" | "answer">;
export type OpDraft = OpBody & { scope: string };

/** The local store in memory; rows are never changed in place. */
export type LocalStore = {
  meta: Meta;
  base: Map<string, BaseRow>;
  outbox: Map<number, PendingOp>;
  /** Acknowledged operations, kept 7 days in case the server is restored from a backup. */
  sent: Map<number, PendingOp>;
};
export type TouchedKeys = { meta: boolean; base: Set<string>; outbox: Set<number>; sent: Set<number> };
/** A local store open for change: only what `touched` lists is written back. */
export type StoreTransaction = LocalStore & { touched: TouchedKeys };

/** A remote change, for "Updated on your phone". */
export type RemoteChange = { entity: string; entityId: string; before: Row | null; after: Row | null; by: By };
/** The result of an operation that must be shown. */
export type Notice = { kind: "rejected" | "adjusted" | "confirmed"; op: PendingOp; reason?: string; by?: By };

/** The scope of operations from before this browser has an owner; never sent. */
export const unownedScope = "00000000-0000-0000-0000-000000000000";

export const createLocalStore = (clientId: string): LocalStore => ({
  meta: { clientId, nextMid: 1, nextSeq: 1, scopes: {}, aliases: {} },
  base: new Map(),
  outbox: new Map(),
  sent: new Map(),
});

/** Opens a store for change without modifying it. */
export const beginTransaction = (store: LocalStore): StoreTransaction => ({
  meta: { ...store.meta, scopes: { ...store.meta.scopes }, aliases: { ...store.meta.aliases } },
  base: new Map(store.base),
  outbox: new Map(store.outbox),
  sent: new Map(store.sent),
  touched: { meta: false, base: new Set(), outbox: new Set(), sent: new Set() },
});

export const buildRowKey = (scope: string, entity: string, id: string): string => `${scope}|${entity}|${id}`;

/** Resolves `scope` through merges. */
export function resolveScope(meta: Meta, scope: string): string {
  let at = scope;
  for (let hops = 0; meta.aliases[at] && hops < 8; hops++) at = meta.aliases[at] as string;
  return at;
}

/** The cursors of all bases, as the server expects them. */
export const toCursors = (meta: Meta): { scope: string; epoch: string; version: number }[] =>
  Object.entries(meta.scopes)
    .filter(([, position]) => position.epoch !== "" && !position.gone)
    .map(([scope, { epoch, version }]) => ({ scope, epoch, version }));

/** The operations of the overlay, in order: those that base does not contain. */
export const listVisibleOps = (store: LocalStore): PendingOp[] =>
  [...store.outbox.values()].filter((op) => !op.contained).sort((a, b) => a.seq - b.seq);

/** The unacknowledged operations, in the order in which they must be sent. */
export const listUnsentOps = (store: LocalStore): PendingOp[] =>
  [...store.outbox.values()]
    .filter((op) => op.acked === undefined && op.clientId === store.meta.clientId && op.scope !== unownedScope)
    .sort((a, b) => a.mid - b.mid);

/** Writes an operation. */
export const putOp = (tx: StoreTransaction, op: PendingOp): void => {
  tx.outbox.set(op.seq, op);
  tx.touched.outbox.add(op.seq);
};
/** Removes an operation from the outbox. */
export const removeOp = (tx: StoreTransaction, seq: number): void => {
  tx.outbox.delete(seq);
  tx.touched.outbox.add(seq);
};
/** Writes or, with null, deletes a row of base. */
export const setRow = (tx: StoreTransaction, scope: string, entity: string, id: string, row: Row | null): void => {
  const key = buildRowKey(scope, entity, id);
  if (row) tx.base.set(key, { scope, entity, id, row });
  else tx.base.delete(key);
  tx.touched.base.add(key);
};
/** Deletes all rows of a scope. */
export const clearScope = (tx: StoreTransaction, scope: string): void => {
  for (const row of tx.base.values()) if (row.scope === scope) setRow(tx, scope, row.entity, row.id, null);
};

/** Queues operations and assigns their mutation ids. To be called inside one durable transaction. */
export function enqueue(tx: StoreTransaction, ops: OpDraft[], now: number): PendingOp[] {
  tx.touched.meta = true;
  return ops.map((op) => {
    const position = tx.meta.scopes[resolveScope(tx.meta, op.scope)];
    const queued: PendingOp = {
      ...op,
      // The local store may know the owner before the tab does.
      scope: op.scope === unownedScope ? resolveScope(tx.meta, unownedScope) : op.scope,
      seq: tx.meta.nextSeq++,
      clientId: tx.meta.clientId,
      mid: tx.meta.nextMid++,
      baseVersion: position?.version ?? 0,
      at: now,
    };
    putOp(tx, queued);
    return queued;
  });
}

/** Re-queues unacknowledged operations from mid 1 under a new client id. For cloned profiles and lost queues. */
export function forkClient(tx: StoreTransaction, clientId: string): void {
  const requeued = [...tx.outbox.values()].filter((op) => op.acked === undefined).sort((a, b) => a.seq - b.seq);
  for (const seq of tx.sent.keys()) tx.touched.sent.add(seq);
  tx.sent.clear();
  requeued.forEach((op, i) => {
    const { contained: _contained, ...rest } = op;
    putOp(tx, { ...rest, clientId, mid: i + 1 } as PendingOp);
  });
  tx.meta.clientId = clientId;
  tx.meta.nextMid = requeued.length + 1;
  tx.touched.meta = true;
}

/** Removes an operation that the server can never parse; re-queues the rest under a new client id. */
export function discardOp(tx: StoreTransaction, seq: number, clientId: string): void {
  removeOp(tx, seq);
  forkClient(tx, clientId);
}

/** Merges a scope into another id: its rows stay visible until the other's snapshot comes. */
export function mergeScope(tx: StoreTransaction, from: string, into: string): void {
  if (from === into || tx.meta.aliases[from]) return;
  tx.touched.meta = true;
  tx.meta.aliases[from] = into;
  if (!tx.meta.scopes[into]) {
    for (const row of [...tx.base.values()]) {
      if (row.scope === from) setRow(tx, into, row.entity, row.id, row.row);
    }
  }
  clearScope(tx, from);
  delete tx.meta.scopes[from];
}

/** Assigns the owner's scope to operations from before there was an owner, also those a slower tab adds later. */
export function adoptScope(tx: StoreTransaction, scope: string): void {
  tx.meta.aliases[unownedScope] = scope;
  tx.touched.meta = true;
  for (const op of [...tx.outbox.values()]) if (op.scope === unownedScope) putOp(tx, { ...op, scope });
}
