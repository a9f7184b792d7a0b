import type { CartLineRow } from "@/server/cart/schema";
import type { FavouriteRow } from "@/server/favourites/schema";
import type { OfflineRequestOp } from "@/server/offline-requests/schema";
import { AppError, toCurrentErrorCode } from "@/server/platform/errors";
import type { ScopeHead } from "@/server/sync/queries";
import type { By, Change, Outcome } from "@/server/sync/schema";
import { isStateOp, reduce } from "./rules";
import type { Facts, OpResult, PushInput, QueuedOp, ScopeState, StateOp, Step } from "./schema";

/** An operation as received, as parsed (null: invalid), and the hash of its content. */
export type ReceivedMutation = { raw: PushInput["ops"][number]; op: QueuedOp | null; sha: string };

/** Consecutive operations of one scope; `scopeId` null: a scope that the sender may not write. */
export type MutationBatch = {
  scopeId: string | null;
  /** The guest whose scope they were made for before it was merged into the account `scopeId`, or null. */
  guestId: string | null;
  sent: ReceivedMutation[];
};
/** An offline request by itself; `withdrawn` when the same push also withdraws it: then it is not processed at all. */
export type PendingOfflineRequest = { op: OfflineRequestOp; withdrawn: boolean };
/** Operations processed together: consecutive ones of cart and favourites, or one offline request. */
export type PushBatch = MutationBatch & { offlineRequest: PendingOfflineRequest | null };
export type Sender = { clientId: string; owner: { id: string }; owners: string[]; by: By };

type Receipt = {
  mid: number;
  sha: string;
  outcome: Outcome;
  result: Pick<OpResult, "reason" | "by" | "answer">;
  version: number;
};
type VariantFact = { id: string; active: boolean; priceMinor: number; currency: string };

/** The state that a batch of operations needs, read at one moment. */
export type PushState = {
  client: { ownerId: string; lastMid: number; revoked: boolean } | null;
  /** How many clients the owner used within a month; 0 when this client is known. */
  clientCount: number;
  receipts: Receipt[];
  scope: ScopeHead | null;
  /** The version of the account's scope at which a guest was merged; null when it was not. */
  mergedVersion: number | null;
  lines: CartLineRow[];
  lineCount: number;
  /** The currency of the existing lines; null when there are none. */
  currency: string | null;
  favourites: FavouriteRow[];
  variants: VariantFact[];
  products: string[];
  stores: string[];
};

export type PushStateInput = {
  clientId: string;
  /** The owner of a new client. */
  ownerId: string;
  mids: number[];
  /** Null: only the client and its receipts. */
  scopeId: string | null;
  /** The merged guest whose late operations these are, or null. */
  guestId: string | null;
  variantIds: Set<string>;
  productIds: Set<string>;
  storeIds: Set<string>;
};

/** The limit of clients of one shopper or tablet within a month: far above real use, and each is a row for long. */
const maxClients = 200;

/** Builds the read set of a batch. */
export function buildReadSet({ clientId, owner }: Sender, segment: MutationBatch): PushStateInput {
  const variantIds = new Set<string>();
  const productIds = new Set<string>();
  const storeIds = new Set<string>();
  for (const { op } of segment.sent) {
    if (!op) continue;
    if ("productId" in op.args) productIds.add(op.args.productId);
    if ("variantId" in op.args) variantIds.add(op.args.variantId);
    if ("lineKey" in op.args) variantIds.add(op.args.lineKey.slice(0, 36));
    const to = "fulfilment" in op.args ? op.args.fulfilment : "to" in op.args ? op.args.to : null;
    if (to?.kind === "pickup") storeIds.add(to.storeId);
  }
  const { scopeId, guestId } = segment;
  const ownerId = owner.id;
  return {
    clientId,
    ownerId,
    mids: segment.sent.map((s) => s.raw.mid),
    scopeId,
    guestId,
    variantIds,
    productIds,
    storeIds,
  };
}

/**
 * Splits a batch into replayed operations, with their first results, and new ones. Throws CLIENT_FORKED when the client
 * id is another's or an operation differs from the one received under its number, SEQUENCE_GAP when operations before
 * these are missing, RATE_LIMITED for one client more than an owner may have.
 */
export function splitReplayed(
  sender: Sender,
  segment: MutationBatch,
  state: PushState,
): { fresh: ReceivedMutation[]; results: OpResult[] } {
  const lastMid = state.client?.lastMid ?? 0;
  if (state.client?.revoked) throw new AppError("UNAUTHENTICATED");
  if (state.client && !sender.owners.includes(state.client.ownerId)) throw new AppError("CLIENT_FORKED", { lastMid });
  if (!state.client && state.clientCount >= maxClients) throw new AppError("RATE_LIMITED", { retryAfter: 86_400 });
  const receipts = new Map(state.receipts.map((r) => [r.mid, r]));
  const results: OpResult[] = [];
  for (const { raw, sha } of segment.sent.filter((s) => s.raw.mid <= lastMid)) {
    const receipt = receipts.get(raw.mid);
    if (receipt && receipt.sha !== sha) throw new AppError("CLIENT_FORKED", { lastMid, mid: raw.mid });
    // A receipt is kept for 35 days; an older operation was received, whatever its outcome.
    const { outcome, version, result } = receipt ?? { outcome: "noop" as const, version: 0, result: {} };
    const reason = result.reason && { reason: toCurrentErrorCode(result.reason) };
    results.push({ mid: raw.mid, outcome, version, ...result, ...reason });
  }
  const fresh = segment.sent.filter((s) => s.raw.mid > lastMid);
  if (fresh[0] && fresh[0].raw.mid !== lastMid + 1) throw new AppError("SEQUENCE_GAP", { expectedMid: lastMid + 1 });
  return { fresh, results };
}

export type FoldResult = {
  results: OpResult[];
  changes: Change[];
  lines: CartLineRow[];
  favourites: FavouriteRow[];
};

/** Applies the new operations to the state: their results and the changed rows. */
export function foldBatch(
  sender: Sender,
  segment: MutationBatch,
  { fresh, state, facts }: { fresh: ReceivedMutation[]; state: PushState; facts: Facts },
): FoldResult {
  const seen = state.scope?.version ?? 0;
  const ctx = { clientId: sender.clientId, version: seen + 1, by: sender.by };
  let rows: ScopeState = {
    lines: new Map(state.lines.map((l) => [l.lineKey, l])),
    favourites: new Map(state.favourites.map((f) => [f.productId, f])),
    lineCount: state.lineCount,
    currency: state.currency,
  };
  const changes = new Map<string, Change>();
  const results = fresh.map(({ raw, op }): OpResult => {
    let step: Step;
    if (!op || !isStateOp(op)) step = { outcome: "rejected", reason: "BAD_INPUT" };
    else if (!segment.scopeId) step = { outcome: "rejected", reason: "NOT_FOUND" };
    else {
      const { state: next, ...done } = reduce(rows, rebase(op, segment, state), ctx, facts);
      rows = next;
      step = done;
      for (const change of toChanges(step, sender, raw.mid)) changes.set(`${change.entity}:${change.entityId}`, change);
    }
    const changed = Boolean(step.lines?.length || step.favourites?.length);
    return {
      mid: raw.mid,
      outcome: step.outcome,
      version: changed ? ctx.version : seen,
      ...(step.reason && { reason: step.reason }),
      ...(step.by && { by: step.by }),
    };
  });
  const changed = [...changes.values()];
  const pick = <T>(entity: string, from: ReadonlyMap<string, T>) =>
    changed.filter((c) => c.entity === entity).map((c) => from.get(c.entityId) as T);
  return {
    results,
    changes: changed,
    lines: pick("cart_line", rows.lines),
    favourites: pick("favourite", rows.favourites),
  };
}

/**
 * Rebases an operation made for a guest's scope onto the account's: it has seen what the merge brought, nothing newer.
 */
function rebase(op: StateOp, segment: MutationBatch, state: PushState): StateOp {
  if (!segment.guestId) return op;
  const baseVersion = state.mergedVersion ?? 0;
  if (op.name !== "favourite.remove") return { ...op, baseVersion };
  const seenVersion = op.args.seenVersion > 0 ? baseVersion : 0;
  return { ...op, baseVersion, args: { ...op.args, seenVersion } };
}

function toChanges(step: Step, { clientId, by }: Sender, mid: number): Change[] {
  const lines = (step.lines ?? []).map((line) => ({
    entity: "cart_line",
    entityId: line.lineKey,
    row: line.quantity > 0 ? line : null,
    by,
    clientId,
    mid,
  }));
  const favourites = (step.favourites ?? []).map((favourite) => ({
    entity: "favourite",
    entityId: favourite.productId,
    row: favourite.present ? favourite : null,
    by,
    clientId,
    mid,
  }));
  return [...lines, ...favourites];
}
