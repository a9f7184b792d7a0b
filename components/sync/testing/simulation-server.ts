import type { CartLineRow } from "@/server/cart/schema";
import type { FavouriteRow } from "@/server/favourites/schema";
import { foldBatch, splitReplayed } from "@/server/operations/fold";
import type { OpResult, PushReply } from "@/server/operations/schema";
import { isAppError } from "@/server/platform/errors";
import type { Change, Cursor, Patch, StreamMessage } from "@/server/sync/schema";
import { NetworkFailure, type PushInput } from "../engine/ports";

export const simScope = "5c09e000-0000-4000-8000-000000000001";
const ownerId = "0a0a0a0a-0000-4000-8000-000000000001";

type Receipt = { mid: number; sha: string; outcome: OpResult["outcome"]; result: object; version: number };
type Client = { lastMid: number; receipts: Map<number, Receipt> };
type ServerState = {
  epoch: string;
  version: number;
  minVersion: number;
  lines: Map<string, CartLineRow>;
  favourites: Map<string, FavouriteRow>;
  log: { version: number; changes: Change[] }[];
  clients: Map<string, Client>;
};

/** What a mutant removes from the server. */
export type ServerFaults = { noReceipts?: boolean };

const copyState = (state: ServerState): ServerState => ({
  ...state,
  lines: new Map(state.lines),
  favourites: new Map(state.favourites),
  log: [...state.log],
  clients: new Map([...state.clients].map(([id, c]) => [id, { lastMid: c.lastMid, receipts: new Map(c.receipts) }])),
});

/**
 * One scope of the server in memory: the shipped decisions of push (`replay`, `fold`), a log of changes for patches, and
 * what can befall it: compaction and a restore from a backup.
 */
export class SimServer {
  private readonly faults: ServerFaults;
  private state: ServerState = {
    epoch: "e0000000-0000-4000-8000-000000000000",
    version: 0,
    minVersion: 0,
    lines: new Map(),
    favourites: new Map(),
    log: [],
    clients: new Map(),
  };
  private saved: ServerState;
  /** Called on every commit, as the bus notifies the streams. */
  onPatch: (patch: Patch) => void = () => {};

  constructor(faults: ServerFaults = {}) {
    this.faults = faults;
    this.saved = copyState(this.state);
  }

  /** Quantities by line, as they stand. */
  quantities(): Record<string, number> {
    const present = [...this.state.lines.values()].filter((line) => line.quantity > 0);
    return Object.fromEntries(present.map((line) => [line.lineKey, line.quantity]));
  }

  push(input: PushInput): PushReply {
    const { state } = this;
    const first = input.ops[0]?.mid ?? 1;
    const gapIndex = input.ops.findIndex((op, i) => op.mid !== first + i);
    if (gapIndex > 0) throw new NetworkFailure("gap", first + gapIndex, "SEQUENCE_GAP");
    const client = state.clients.get(input.clientId) ?? { lastMid: 0, receipts: new Map<number, Receipt>() };
    const sender = {
      clientId: input.clientId,
      owner: { id: ownerId },
      owners: [ownerId],
      by: { device: "phone" as const },
    };
    const sentOps = input.ops.map((op) => ({ raw: op, op, sha: JSON.stringify([op.name, op.args]) }));
    const segment = { scopeId: simScope, guestId: null, sent: sentOps };
    const seen = this.pushState(client);
    let decision: ReturnType<typeof splitReplayed>;
    try {
      decision = this.faults.noReceipts ? { fresh: sentOps, results: [] } : splitReplayed(sender, segment, seen);
    } catch (e) {
      if (!isAppError(e)) throw e;
      const expected = typeof e.details.expectedMid === "number" ? e.details.expectedMid : null;
      throw new NetworkFailure(e.appCode === "SEQUENCE_GAP" ? "gap" : "forked", expected, e.appCode);
    }
    const facts = {
      variant: () => ({ active: true, priceMinor: 100, currency: "AZN" }),
      product: () => true,
      store: () => true,
    };
    const { fresh, results } = decision;
    const before = state.version;
    if (fresh.length > 0) {
      const folded = foldBatch(sender, segment, { fresh, state: seen, facts });
      if (folded.changes.length > 0) this.commit(folded.changes, folded.lines, folded.favourites);
      results.push(...folded.results);
      folded.results.forEach((r, i) => {
        client.receipts.set(r.mid, {
          mid: r.mid,
          sha: fresh[i]?.sha ?? "",
          outcome: r.outcome,
          result: {},
          version: r.version,
        });
      });
      client.lastMid = Math.max(client.lastMid, ...fresh.map((s) => s.raw.mid));
      state.clients.set(input.clientId, client);
    }
    const from = input.cursors.find((c) => c.scope === simScope) ?? { epoch: state.epoch, version: before };
    const step = this.stepSince(from, input.clientId);
    return { lastMid: client.lastMid, results, patches: step ? [step] : [] };
  }

  pull(scopes: Cursor[], clientId: string): StreamMessage[] {
    const step = this.stepSince(scopes.find((c) => c.scope === simScope) ?? null, clientId);
    return step ? [step] : [];
  }

  /** Compacts the log: older cursors get a snapshot. */
  compact(): void {
    this.state.minVersion = this.state.version;
    this.state.log = [];
  }

  backup(): void {
    this.saved = copyState(this.state);
  }

  /** Restores the database from its backup, under a new epoch. */
  restore(epoch: string): void {
    this.state = { ...copyState(this.saved), epoch };
  }

  private pushState(client: Client): Parameters<typeof splitReplayed>[2] {
    const { version, minVersion, epoch, lines, favourites } = this.state;
    return {
      client: { ownerId, lastMid: client.lastMid, revoked: false },
      clientCount: 0,
      receipts: [...client.receipts.values()],
      scope: { version, minVersion, epoch, mergedInto: null },
      mergedVersion: null,
      lines: [...lines.values()],
      lineCount: [...lines.values()].filter((line) => line.quantity > 0).length,
      currency: [...lines.values()].find((line) => line.quantity > 0)?.currency ?? null,
      favourites: [...favourites.values()],
      variants: [],
      products: [],
      stores: [],
    };
  }

  private commit(changes: Change[], lines: CartLineRow[], favourites: FavouriteRow[]): void {
    const { state } = this;
    const version = ++state.version;
    for (const line of lines) state.lines.set(line.lineKey, line);
    for (const row of favourites) state.favourites.set(row.productId, row);
    state.log.push({ version, changes });
    const { epoch } = state;
    this.onPatch({ kind: "patch", scope: simScope, epoch, from: version - 1, to: version, changes, lastMid: 0 });
  }

  private stepSince(cursor: { epoch: string; version: number } | null, clientId: string): Patch | null {
    const { epoch, version, minVersion, lines, favourites, log, clients } = this.state;
    const lastMid = clients.get(clientId)?.lastMid ?? 0;
    const head = { scope: simScope, epoch, to: version, lastMid };
    if (!cursor || cursor.epoch !== epoch || cursor.version > version || cursor.version < minVersion) {
      const row = (entity: string, entityId: string, value: object): Change => {
        return { entity, entityId, row: { ...value }, by: {}, clientId: null, mid: null };
      };
      const changes = [
        ...[...lines.values()].filter((l) => l.quantity > 0).map((l) => row("cart_line", l.lineKey, l)),
        ...[...favourites.values()].filter((f) => f.present).map((f) => row("favourite", f.productId, f)),
      ];
      return { kind: "snap", ...head, from: 0, changes };
    }
    if (cursor.version === version) return null;
    const last = new Map<string, Change>();
    for (const entry of log) {
      if (entry.version > cursor.version) for (const c of entry.changes) last.set(`${c.entity}|${c.entityId}`, c);
    }
    return { kind: "patch", ...head, from: cursor.version, changes: [...last.values()] };
  }
}
