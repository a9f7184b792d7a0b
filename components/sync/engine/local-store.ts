import type { By } from "@/server/sync/schema";
import type { OpBody, OpResult, QueuedOp } from "@/server/operations/schema";

export type Row = Record<string, unknown>;
export type BaseRow = { scope: string; entity: string; id: string; row: Row };
/** Where a scope's base stands. `epoch` is "" until the server has told it. */
type ScopeMark = { version: number; epoch: string; gone?: true };

export type Meta = {
  clientId: string;
  nextMid: number;
  nextSeq: number;
  scopes: Record<string, ScopeMark>;
  /** A guest's scope that goes on under its account's id. */
  aliases: Record<string, string>;
};

/** An operation of this browser, from the tap until base contains it and the server has answered it. */
export type Pending = QueuedOp & {
  seq: number;
  clientId: string;
  /** Scope version of the server's answer. */
  acked?: number;
  /** Base already shows it, so the overlay must not. */
  contained?: true;
  /** When the server's answer came (ms). */
  answeredAt?: number;
  /** A wish that the server declined: it stays until the shopper has seen and dismissed it. */
  refused?: Refusal;
  /** What a confirmed wish became. */
  made?: string;
};
export type Refusal = Pick<OpResult, "reason" | "answer">;
export type OpDraft = OpBody & { scope: string };

/** What a tab's screen and queue are made of; rows are never changed in place. */
export type Book = {
  meta: Meta;
  base: Map<string, BaseRow>;
  outbox: Map<number, Pending>;
  /** Answered operations, kept 7 days in case the server's database comes back from a backup. */
  sent: Map<number, Pending>;
};
export type Touched = { meta: boolean; base: Set<string>; outbox: Set<number>; sent: Set<number> };
/** A book open for change: only what is noted in `touched` is written back. */
export type Draft = Book & { touched: Touched };

/** A change that came from elsewhere, for "Updated on your phone". */
export type RemoteChange = { entity: string; entityId: string; before: Row | null; after: Row | null; by: By };
/** What became of an operation, when that must be said. */
export type Notice = { kind: "rejected" | "adjusted" | "confirmed"; op: Pending; reason?: string; by?: By };

/** Scope of operations made before this browser has an owner; never sent under this name. */
export const ownScope = "00000000-0000-0000-0000-000000000000";

export const emptyBook = (clientId: string): Book => ({
  meta: { clientId, nextMid: 1, nextSeq: 1, scopes: {}, aliases: {} },
  base: new Map(),
  outbox: new Map(),
  sent: new Map(),
});

/** Opens `book` for change without touching it. */
export const openDraft = (book: Book): Draft => ({
  meta: { ...book.meta, scopes: { ...book.meta.scopes }, aliases: { ...book.meta.aliases } },
  base: new Map(book.base),
  outbox: new Map(book.outbox),
  sent: new Map(book.sent),
  touched: { meta: false, base: new Set(), outbox: new Set(), sent: new Set() },
});

export const rowKey = (scope: string, entity: string, id: string): string => `${scope}|${entity}|${id}`;

/** The scope under which `scope` lives on after merges. */
export function resolveScope(meta: Meta, scope: string): string {
  let at = scope;
  for (let hops = 0; meta.aliases[at] && hops < 8; hops++) at = meta.aliases[at] as string;
  return at;
}

/** Where the bases stand, as the server wants to hear it. */
export const cursors = (meta: Meta): { scope: string; epoch: string; version: number }[] =>
  Object.entries(meta.scopes)
    .filter(([, mark]) => mark.epoch !== "" && !mark.gone)
    .map(([scope, { epoch, version }]) => ({ scope, epoch, version }));

/** Operations of the overlay, in order: those that base does not contain. */
export const visibleOps = (book: Book): Pending[] =>
  [...book.outbox.values()].filter((op) => !op.contained).sort((a, b) => a.seq - b.seq);

/** Operations without an answer, in the order in which they must be sent. */
export const unsentOps = (book: Book): Pending[] =>
  [...book.outbox.values()]
    .filter((op) => op.acked === undefined && op.clientId === book.meta.clientId && op.scope !== ownScope)
    .sort((a, b) => a.mid - b.mid);

/** Writes an operation. */
export const put = (draft: Draft, op: Pending): void => {
  draft.outbox.set(op.seq, op);
  draft.touched.outbox.add(op.seq);
};
/** Takes an operation out of the outbox. */
export const drop = (draft: Draft, seq: number): void => {
  draft.outbox.delete(seq);
  draft.touched.outbox.add(seq);
};
/** Writes or, with null, deletes a row of base. */
export const setRow = (draft: Draft, scope: string, entity: string, id: string, row: Row | null): void => {
  const key = rowKey(scope, entity, id);
  if (row) draft.base.set(key, { scope, entity, id, row });
  else draft.base.delete(key);
  draft.touched.base.add(key);
};
/** Deletes all rows of a scope. */
export const clearScope = (draft: Draft, scope: string): void => {
  for (const row of draft.base.values()) if (row.scope === scope) setRow(draft, scope, row.entity, row.id, null);
};

/** Queues operations: takes their mids. To be called inside one durable transaction. */
export function enqueue(draft: Draft, ops: OpDraft[], now: number): Pending[] {
  draft.touched.meta = true;
  return ops.map((op) => {
    const mark = draft.meta.scopes[resolveScope(draft.meta, op.scope)];
    const queued: Pending = {
      ...op,
      // A tab may not have heard yet that there is an owner, but the book has.
      scope: op.scope === ownScope ? resolveScope(draft.meta, ownScope) : op.scope,
      seq: draft.meta.nextSeq++,
      clientId: draft.meta.clientId,
      mid: draft.meta.nextMid++,
      baseVersion: mark?.version ?? 0,
      at: now,
    };
    put(draft, queued);
    return queued;
  });
}

/** Goes on as another client: what is unanswered is queued again from mid 1. For cloned profiles and lost queues. */
export function fork(draft: Draft, clientId: string): void {
  const again = [...draft.outbox.values()].filter((op) => op.acked === undefined).sort((a, b) => a.seq - b.seq);
  for (const seq of draft.sent.keys()) draft.touched.sent.add(seq);
  draft.sent.clear();
  again.forEach((op, i) => {
    const { contained: _contained, ...rest } = op;
    put(draft, { ...rest, clientId, mid: i + 1 } as Pending);
  });
  draft.meta.clientId = clientId;
  draft.meta.nextMid = again.length + 1;
  draft.touched.meta = true;
}

/** Takes an operation that no server will ever read out of the queue; the rest goes on under a new client. */
export function discard(draft: Draft, seq: number, clientId: string): void {
  drop(draft, seq);
  fork(draft, clientId);
}

/** A scope goes on under another id: what it showed stays on the screen until the other's snapshot comes. */
export function mergeScope(draft: Draft, from: string, into: string): void {
  if (from === into || draft.meta.aliases[from]) return;
  draft.touched.meta = true;
  draft.meta.aliases[from] = into;
  if (!draft.meta.scopes[into]) {
    for (const row of [...draft.base.values()]) {
      if (row.scope === from) setRow(draft, into, row.entity, row.id, row.row);
    }
  }
  clearScope(draft, from);
  delete draft.meta.scopes[from];
}

/** The owner of what was done before there was one is known: gives it its scope, also what a slower tab adds later. */
export function adoptScope(draft: Draft, scope: string): void {
  draft.meta.aliases[ownScope] = scope;
  draft.touched.meta = true;
  for (const op of [...draft.outbox.values()]) if (op.scope === ownScope) put(draft, { ...op, scope });
}
