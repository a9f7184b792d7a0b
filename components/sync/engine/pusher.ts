import { maxOpsPerPush, schemaV } from "@/server/operations/format.rules";
import type { QueuedOp } from "@/server/operations/schema";
import { type ApplyResult, applyReply } from "./apply-messages";
import {
  discardOp,
  forkClient,
  type LocalStore,
  listUnsentOps,
  type PendingOp,
  type StoreTransaction,
  toCursors,
} from "./local-store";
import { requeueForgotten } from "./patches";
import { type Clock, computeBackOffMs, type Network, NetworkFailure, type PauseReason } from "./ports";

export type PusherDeps = {
  clock: Clock;
  network: Network;
  /** Whether this tab may send now. */
  isActive(): boolean;
  /** The local store as this tab knows it. */
  getLocalStore(): LocalStore;
  transact<T>(change: (tx: StoreTransaction) => T): Promise<T>;
  /** After a reply was applied. */
  onApplied(result: ApplyResult): void;
  /** The last push succeeded or failed to reach the server. */
  onOnline(reached: boolean): void;
  onPaused(pause: PauseReason): void;
};

/** An operation as it is sent. */
function toQueuedOp(op: PendingOp): QueuedOp {
  const { seq: _s, clientId: _c, acked: _a, contained: _b, answeredAt: _t, ...queued } = op;
  return queued as QueuedOp;
}

/** The first operations without a gap in their numbers, acknowledged ones included. */
const takeConsecutive = (ops: PendingOp[], size: number): PendingOp[] =>
  ops.slice(0, size).filter((op, i) => op.mid === (ops[0]?.mid ?? 0) + i);

/** Sends the queue in mid order, one push in flight, until it is empty; failures are tried again without end. */
export class Pusher {
  private readonly deps: PusherDeps;
  private isRunning = false;
  private isStopped = false;
  private pause: PauseReason = null;
  private attempt = 0;
  private size = maxOpsPerPush;
  private cancelRetry: (() => void) | null = null;

  constructor(deps: PusherDeps) {
    this.deps = deps;
  }

  /** Flushes the queue. Idempotent; resolves when empty or blocked. */
  async flush(): Promise<void> {
    if (this.isRunning || !this.canRun()) return;
    this.isRunning = true;
    this.cancelRetry?.();
    try {
      while (this.canRun()) {
        const { clientId } = this.deps.getLocalStore().meta;
        const ops = takeConsecutive(listUnsentOps(this.deps.getLocalStore()), this.size);
        if (ops.length === 0 || !(await this.pushOrRecover(ops, clientId))) break;
      }
    } finally {
      this.isRunning = false;
    }
  }

  /** Pauses (the queue is kept) or, with null, goes on. */
  setPause(pause: PauseReason): void {
    if (this.pause !== pause) {
      this.pause = pause;
      this.deps.onPaused(pause);
    }
    if (pause) return;
    this.attempt = 0;
    void this.flush();
  }

  stop(): void {
    this.isStopped = true;
    this.cancelRetry?.();
  }

  private canRun(): boolean {
    return !this.isStopped && !this.pause && this.deps.isActive();
  }

  /** One push; false when flushing must stop for now. */
  private async pushOrRecover(ops: PendingOp[], clientId: string): Promise<boolean> {
    try {
      await this.push(ops, clientId);
      return true;
    } catch (e) {
      if (this.isStopped) return false;
      const failure = e instanceof NetworkFailure ? e : new NetworkFailure("unreachable");
      if (failure.kind === "unreachable") this.deps.onOnline(false);
      const isRecovered = await this.recover(failure, ops, clientId);
      // Caps retries: a failed recovery must not loop.
      if (isRecovered && this.attempt++ < 16) return true;
      if (!this.pause) this.retryLater();
      return false;
    }
  }

  private async push(ops: PendingOp[], clientId: string): Promise<void> {
    const { network, clock, getLocalStore, transact } = this.deps;
    const reply = await network.push({
      clientId,
      schemaV,
      ops: ops.map(toQueuedOp),
      cursors: toCursors(getLocalStore().meta),
    });
    if (this.isStopped) return;
    if (!reply.results.some((r) => r.mid === ops[0]?.mid)) throw new NetworkFailure("unreachable");
    const taken = await transact((tx) => applyReply(tx, clientId, reply, clock.now()));
    this.attempt = 0;
    this.size = Math.min(maxOpsPerPush, this.size * 2);
    this.deps.onOnline(true);
    this.deps.onApplied(taken);
  }

  /** Recovers from an error; true when flushing may continue at once. */
  private async recover(failure: NetworkFailure, ops: PendingOp[], clientId: string): Promise<boolean> {
    const { transact, clock } = this.deps;
    const [first] = ops;
    switch (failure.kind) {
      case "signed_out":
      case "upgrade":
        this.setPause(failure.kind);
        return false;
      case "gap":
        await transact((tx) => closeGap(tx, clientId, failure.expected ?? 1, clock.newId()));
        return true;
      case "forked":
        // Sent alone it is certain which one is meant: earlier ones may have been accepted.
        if (ops.length === 1) await transact((tx) => forkClient(tx, clock.newId()));
        this.size = 1;
        return true;
      case "bad_input":
        if (ops.length === 1 && first) await this.rejectOp(first);
        this.size = Math.max(1, Math.floor(ops.length / 2));
        return true;
      default:
        return false;
    }
  }

  private async rejectOp(op: PendingOp): Promise<void> {
    const { transact, clock, onApplied: taken } = this.deps;
    await transact((tx) => discardOp(tx, op.seq, clock.newId()));
    taken({ gap: false, remote: [], notices: [{ kind: "rejected", op, reason: "BAD_INPUT" }] });
  }

  private retryLater(): void {
    const { clock } = this.deps;
    this.cancelRetry?.();
    this.cancelRetry = clock.after(computeBackOffMs(this.attempt++, clock.random()), () => void this.flush());
  }
}

/** The server lost acknowledged operations: resends from `expected` if still here, else under a new client id. */
function closeGap(tx: StoreTransaction, clientId: string, expected: number, newClientId: string): void {
  if (tx.meta.clientId !== clientId) return;
  const known = [...tx.sent.values(), ...tx.outbox.values()];
  const isHeld = known.some((op) => op.clientId === clientId && op.mid === expected);
  if (isHeld) requeueForgotten(tx, clientId, expected - 1, null);
  else forkClient(tx, newClientId);
}
