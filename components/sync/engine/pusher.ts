import { maxOpsPerPush, schemaV } from "@/server/operations/format.rules";
import type { QueuedOp } from "@/server/operations/schema";
import { type Book, cursors, type Draft, discard, fork, type Pending, unsentOps } from "./local-store";
import { revive } from "./patches";
import { backOffMs, type Clock, type Network, NetworkFailure, type Pause } from "./ports";
import { type Taken, takeReply } from "./apply-messages";

export type PusherDeps = {
  clock: Clock;
  network: Network;
  /** Whether this tab may send now. */
  active(): boolean;
  /** The book as this tab knows it. */
  book(): Book;
  transact<T>(change: (draft: Draft) => T): Promise<T>;
  /** After a reply was taken. */
  taken(result: Taken): void;
  /** The last push succeeded or failed to reach the server. */
  online(reached: boolean): void;
  paused(pause: Pause): void;
};

/** An operation in the form in which it travels. */
function toQueued(op: Pending): QueuedOp {
  const { seq: _s, clientId: _c, acked: _a, contained: _b, answeredAt: _t, ...queued } = op;
  return queued as QueuedOp;
}

/** The first operations without a hole in their numbers: one that was answered already may stand between. */
const nextRun = (ops: Pending[], size: number): Pending[] =>
  ops.slice(0, size).filter((op, i) => op.mid === (ops[0]?.mid ?? 0) + i);

/** Sends the queue in mid order, one push in flight, until it is empty; failures are tried again without end. */
export class Pusher {
  private readonly deps: PusherDeps;
  private running = false;
  private stopped = false;
  private pause: Pause = null;
  private attempt = 0;
  private size = maxOpsPerPush;
  private cancelRetry: (() => void) | null = null;

  constructor(deps: PusherDeps) {
    this.deps = deps;
  }

  /** Sends what waits; resolves when the queue is empty or stuck. Harmless at any time. */
  async drain(): Promise<void> {
    if (this.running || !this.mayRun()) return;
    this.running = true;
    this.cancelRetry?.();
    try {
      while (this.mayRun()) {
        const { clientId } = this.deps.book().meta;
        const ops = nextRun(unsentOps(this.deps.book()), this.size);
        if (ops.length === 0 || !(await this.pushOrMend(ops, clientId))) break;
      }
    } finally {
      this.running = false;
    }
  }

  /** Pauses (the queue is kept) or, with null, goes on. */
  setPause(pause: Pause): void {
    if (this.pause !== pause) {
      this.pause = pause;
      this.deps.paused(pause);
    }
    if (pause) return;
    this.attempt = 0;
    void this.drain();
  }

  stop(): void {
    this.stopped = true;
    this.cancelRetry?.();
  }

  private mayRun(): boolean {
    return !this.stopped && !this.pause && this.deps.active();
  }

  /** One push; false when the drain must stop for now. */
  private async pushOrMend(ops: Pending[], clientId: string): Promise<boolean> {
    try {
      await this.push(ops, clientId);
      return true;
    } catch (e) {
      if (this.stopped) return false;
      const failure = e instanceof NetworkFailure ? e : new NetworkFailure("unreachable");
      if (failure.kind === "unreachable") this.deps.online(false);
      const mended = await this.mend(failure, ops, clientId);
      // A cure that does not cure must not spin.
      if (mended && this.attempt++ < 16) return true;
      if (!this.pause) this.retryLater();
      return false;
    }
  }

  private async push(ops: Pending[], clientId: string): Promise<void> {
    const { network, clock, book, transact } = this.deps;
    const reply = await network.push({ clientId, schemaV, ops: ops.map(toQueued), cursors: cursors(book().meta) });
    if (this.stopped) return;
    if (!reply.results.some((r) => r.mid === ops[0]?.mid)) throw new NetworkFailure("unreachable");
    const taken = await transact((draft) => takeReply(draft, clientId, reply, clock.now()));
    this.attempt = 0;
    this.size = Math.min(maxOpsPerPush, this.size * 2);
    this.deps.online(true);
    this.deps.taken(taken);
  }

  /** Mends what can be mended; true when the drain may go on at once. */
  private async mend(failure: NetworkFailure, ops: Pending[], clientId: string): Promise<boolean> {
    const { transact, clock } = this.deps;
    const [first] = ops;
    switch (failure.kind) {
      case "signed_out":
      case "upgrade":
        this.setPause(failure.kind);
        return false;
      case "gap":
        await transact((draft) => closeGap(draft, clientId, failure.expected ?? 1, clock.newId()));
        return true;
      case "forked":
        // Alone it is certain which one was meant: those before it may have been taken.
        if (ops.length === 1) await transact((draft) => fork(draft, clock.newId()));
        this.size = 1;
        return true;
      case "bad_input":
        if (ops.length === 1 && first) await this.refuse(first);
        this.size = Math.max(1, Math.floor(ops.length / 2));
        return true;
      default:
        return false;
    }
  }

  private async refuse(op: Pending): Promise<void> {
    const { transact, clock, taken } = this.deps;
    await transact((draft) => discard(draft, op.seq, clock.newId()));
    taken({ gap: false, remote: [], notices: [{ kind: "rejected", op, reason: "BAD_INPUT" }] });
  }

  private retryLater(): void {
    const { clock } = this.deps;
    this.cancelRetry?.();
    this.cancelRetry = clock.after(backOffMs(this.attempt++, clock.random()), () => void this.drain());
  }
}

/** The server knows less than it answered: sends again from `expected` if that is still here, else as another client. */
function closeGap(draft: Draft, clientId: string, expected: number, newClientId: string): void {
  if (draft.meta.clientId !== clientId) return;
  const known = [...draft.sent.values(), ...draft.outbox.values()];
  const held = known.some((op) => op.clientId === clientId && op.mid === expected);
  if (held) revive(draft, clientId, expected - 1, null);
  else fork(draft, newClientId);
}
