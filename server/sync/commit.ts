import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bus } from "@/server/platform/bus";
import type { Announce, Announcement, ScopeKind } from "@/server/platform/change";
import { awaitAll, inTransaction } from "@/server/platform/transaction";
import { publishPatch } from "./fanout/publish";
import type { Change, Patch } from "./schema";

export type { Announce, Announcement, ScopeKind } from "@/server/platform/change";

/**
 * Defers a step to the end of the transaction, where it is sent together with the announced changes: for rows that are
 * contended.
 */
export type BeforeCommit = (step: () => Promise<void>) => void;

type CommitOptions = {
  /** Scopes whose carts the work writes: locked first, in id order, so that no push can intervene. */
  lock?: { scopeId: string; kind: ScopeKind }[];
  /** The queued operation that caused the work: its changes in that scope carry its client and number. */
  origin?: Origin;
  /** Runs last before the commit, when the versions are known; a throw rolls everything back. */
  finalise?: (tx: Tx, patches: Patch[]) => Promise<void>;
};
type Origin = { scopeId: string; clientId: string; mid: number };

const attempts = 3;

/** A deadlock or a serialisation failure: nothing was done, the same may be retried. */
export const isRetryable = (e: unknown): boolean =>
  ["40P01", "40001"].includes((e as { code?: string }).code ?? (e as { cause?: { code?: string } }).cause?.code ?? "");

/**
 * Runs `work` in one transaction. Announced changes are written to their scopes as the last statements before the
 * commit (scopes in id order: consistent lock order, to avoid deadlocks) and published after it. `work` runs again
 * after a deadlock, so it must have no effect outside the transaction. Throws what `work` throws.
 */
export async function commitWithChanges<T>(
  work: (tx: Tx, announce: Announce, beforeCommit: BeforeCommit) => Promise<T>,
  options: CommitOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await commitOnce(work, options);
    } catch (e) {
      if (attempt >= attempts || !isRetryable(e)) throw e;
    }
  }
}

async function commitOnce<T>(
  work: (tx: Tx, announce: Announce, beforeCommit: BeforeCommit) => Promise<T>,
  { lock = [], origin, finalise }: CommitOptions,
): Promise<T> {
  const announced: Announcement[] = [];
  let patches: Patch[] = [];
  const result = await inTransaction(async (tx) => {
    if (lock.length) await lockScopes(tx, lock);
    const deferred: (() => Promise<void>)[] = [];
    const value = await work(
      tx,
      (change) => announced.push(change),
      (step) => deferred.push(step),
    );
    const steps = deferred.map((step) => step());
    [, patches] = await awaitAll([awaitAll(steps), bumpScopes(tx, announced, origin)]);
    await finalise?.(tx, patches);
    return value;
  });
  for (const patch of patches) {
    publishPatch(patch);
    bus.emit("committed", patch);
  }
  const merged = announced.filter((a) => a.entity === "merged").map((a) => a.entityId);
  for (const guestId of new Set(merged)) bus.emit(`access:${guestId}`);
  return result;
}

/**
 * Locks scopes (created when absent) in id order until the transaction ends. Returns each one's version; what the
 * transaction announces to it gets that version + 1.
 */
export async function lockScopes(
  tx: Tx,
  scopes: { scopeId: string; kind: ScopeKind }[],
): Promise<Map<string, { version: number; mergedInto: string | null }>> {
  const requested = JSON.stringify(scopes.map(({ scopeId, kind }) => ({ id: scopeId, kind })));
  const source = sql`jsonb_to_recordset(${requested}::text::jsonb) as w(id uuid, kind text)`;
  const lock = () =>
    tx.execute<{ id: string; version: string; merged_into: string | null }>(sql`
      select id, version, merged_into from sync_scope where id in (select id from ${source}) order by id for update`);
  let rows = await lock();
  if (rows.length < new Set(scopes.map((s) => s.scopeId)).size) {
    await tx.execute(sql`insert into sync_scope (id, kind) select id, kind from ${source} order by id
      on conflict do nothing`);
    rows = await lock();
  }
  return new Map(rows.map((r) => [r.id, { version: Number(r.version), mergedInto: r.merged_into }]));
}

/** Increments the version of each announced scope, in id order, and writes its changes: one statement. */
async function bumpScopes(tx: Tx, announced: Announcement[], origin: Origin | undefined): Promise<Patch[]> {
  if (announced.length === 0) return [];
  const scopes = [...new Set(announced.map((a) => a.scopeId))].map((id) => {
    const own = announced.filter((a) => a.scopeId === id);
    const { clientId, mid } = origin?.scopeId === id ? origin : { clientId: null, mid: null };
    const changes = own.map(({ entity, entityId, row, by }) => ({ entity, entityId, row, by, clientId, mid }));
    return { id, kind: own[0]?.kind ?? "shopper", changes };
  });
  const bumped = await tx.execute<{ id: string; version: string; epoch: string }>(sql`
    with asked as (
      select id, kind, changes from jsonb_to_recordset(${JSON.stringify(scopes)}::text::jsonb)
        as x(id uuid, kind text, changes jsonb)
    ), bumped as (
      insert into sync_scope as s (id, kind, version) select id, kind, 1 from asked order by id
      on conflict (id) do update set version = s.version + 1 returning id, version, epoch
    ), changed as (
      insert into sync_change (scope_id, version, seq, client_id, mid, entity, entity_id, row, by)
      select id, b.version, x.seq, (c->>'clientId')::uuid, (c->>'mid')::bigint, c->>'entity', c->>'entityId', case
        when jsonb_typeof(c->'row') = 'null' then null
        when c->'row' ? 'version' then jsonb_set(c->'row', '{version}', to_jsonb(b.version))
        else c->'row' end, c->'by'
      from bumped b join asked using (id), jsonb_array_elements(changes) with ordinality as x(c, seq)
    )
    select id, version, epoch from bumped`);
  const bumpedById = new Map(bumped.map((b) => [b.id, b]));
  return scopes.map(({ id, changes }): Patch => {
    const version = Number(bumpedById.get(id)?.version);
    const rows = changes.map((c) => ({ ...c, row: c.row && "version" in c.row ? { ...c.row, version } : c.row }));
    const epoch = bumpedById.get(id)?.epoch ?? "";
    return { kind: "patch", scope: id, epoch, from: version - 1, to: version, changes: rows, lastMid: 0 };
  });
}

/** What `sync.push` commits together: operations of one client on one scope. */
export type OpsBatch = {
  clientId: string;
  owner: { kind: "shopper" | "store_device"; id: string };
  schemaV: number;
  /** The client's last operation before this batch, and after it. */
  fromMutationId: number;
  toMutationId: number;
  scopeId: string;
  /** Version of the scope on which the operations were folded. */
  seenVersion: number;
  changes: Change[];
  receipts: {
    mid: number;
    scope: string;
    name: string;
    sha: string;
    outcome: string;
    result: object;
    version: number;
  }[];
  /** Row statements of the owning modules; they read the scope's `id` and new `version` from `bumped`. */
  rows: SQL[];
};

/** The guard of `commitOpsSql`: the scope still has the version on which the operations were folded. */
export const isUnchangedSince = (version: number): SQL => sql`s.version = ${version}::bigint`;

/**
 * The one statement that commits a batch: the scope's version, rows, changes, receipts and the client's last operation,
 * or nothing. It returns one row with the new `version` and `epoch`, or none when `guard` failed because the scope has
 * advanced; it fails with `division_by_zero` when the client has advanced instead.
 */
export function commitOpsSql(batch: OpsBatch, guard: (version: number) => SQL = isUnchangedSince): SQL {
  const { clientId, owner, changes } = batch;
  const client = (source: SQL) => sql`client as (
    insert into sync_client as c (id, owner_kind, owner_id, last_mid, schema_v)
    select ${clientId}::uuid, ${owner.kind}::text, ${owner.id}::uuid, ${batch.toMutationId}::bigint, ${batch.schemaV}::int from ${source}
    on conflict (id) do update set last_mid = excluded.last_mid, owner_id = excluded.owner_id,
      schema_v = excluded.schema_v, last_seen_at = clock_now()
    where c.last_mid = ${batch.fromMutationId}::bigint returning 1
  ), receipts as (
    insert into sync_receipt (client_id, mid, scope_id, name, args_sha256, outcome, result, version)
    select ${clientId}::uuid, x.mid, x.scope, x.name, x.sha, x.outcome, x.result, x.version from client,
      jsonb_to_recordset(${JSON.stringify(batch.receipts)}::text::jsonb)
      as x(mid bigint, scope uuid, name text, sha text, outcome text, result jsonb, version bigint)
  )`;
  if (changes.length === 0) {
    return sql`with ${client(sql`(select 1) one`)}
      select ${batch.seenVersion}::int as version, null::uuid as epoch from client`;
  }
  return sql`with bumped as (
    insert into sync_scope as s (id, kind, version) values (${batch.scopeId}::uuid, 'shopper', 1)
    on conflict (id) do update set version = s.version + 1
    where ${guard(batch.seenVersion)} and s.merged_into is null returning id, version, epoch
  ), ${client(sql`bumped`)}, changed as (
    insert into sync_change (scope_id, version, seq, client_id, mid, entity, entity_id, row, by)
    select b.id, b.version, x.seq, ${clientId}::uuid, (x.c->>'mid')::bigint, x.c->>'entity', x.c->>'entityId',
      nullif(x.c->'row', 'null'::jsonb), x.c->'by'
    from bumped b, jsonb_array_elements(${JSON.stringify(changes)}::text::jsonb) with ordinality as x(c, seq)
  ), ${sql.join(
    batch.rows.map((rows, i) => sql`${sql.raw(`rows${i}`)} as (${rows})`),
    sql`, `,
  )}
  select b.version::int, b.epoch, 1 / (select count(*) from client) as one from bumped b`;
}
