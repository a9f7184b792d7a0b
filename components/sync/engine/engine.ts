import type { StreamMessage } from "@/server/sync/schema";
import { type ApplyResult, applyMessages } from "./apply-messages";
import { Connection } from "./connection";
import { type EngineDeps, type EngineState, emptyEngineState } from "./engine-state";
import {
  adoptScope,
  createLocalStore,
  enqueue,
  type LocalStore,
  type OpDraft,
  type StoreTransaction,
  toCursors,
} from "./local-store";
import { dismissRequest } from "./patches";
import type { TabMessage } from "./ports";
import { Puller } from "./puller";
import { Pusher } from "./pusher";
import { buildViews } from "./scope-views";

/**
 * The sync engine of one surface and owner: base and outbox from storage, the views over both, the push loop and the
 * live stream while this tab leads. No React, no browser globals: everything comes in through `deps`.
 */
export class Engine {
  private readonly deps: EngineDeps;
  private readonly pusher: Pusher;
  private readonly connection: Connection;
  private readonly puller: Puller;
  private readonly listeners = new Set<() => void>();
  private state = emptyEngineState;
  private store: LocalStore = createLocalStore("");
  /** Operations not yet written to disk. */
  private unsaved: OpDraft[] = [];
  /** Has the leadership; leads once the local store was read again. */
  private isElected = false;
  private isLeading = false;
  private isStopped = false;
  private confirmed: number | null = null;
  private chain: Promise<unknown> = Promise.resolve();

  constructor(deps: EngineDeps) {
    const { clock, network } = deps;
    this.deps = deps;
    const online = (reached: boolean) => this.setStatus({ online: reached });
    this.pusher = new Pusher({
      clock,
      network,
      isActive: () => this.isLeading,
      getLocalStore: () => this.store,
      transact: (change) => this.transact(change),
      onApplied: (taken) => this.notifyTabs(taken),
      onOnline: online,
      onPaused: (pause) => {
        this.setStatus({ pause });
        if (pause === "signed_out") deps.onSignedOut();
      },
    });
    this.puller = new Puller({
      clock,
      network,
      isActive: () => this.isLeading,
      getLocalStore: () => this.store,
      apply: (messages, clientId) => this.apply(messages, clientId),
    });
    this.connection = new Connection({
      clock,
      network,
      getCursors: () => ({ clientId: this.store.meta.clientId, scopes: toCursors(this.store.meta) }),
      onOpen: () => this.flush(),
      onMessage: (message) => void this.apply([message], this.store.meta.clientId),
      onOnline: online,
      onCurrent: () => {
        deps.leadership.post({ kind: "current" });
        this.confirmCurrent();
      },
      onRefused: () => deps.onSignedOut(),
    });
  }

  /** When the base was last known to be current (ms since 1970); null before that in this engine's life. */
  confirmedAt = (): number | null => this.confirmed;

  /** Once all earlier messages are applied; not while some are missing. */
  private confirmCurrent(): void {
    void this.runSerially(async () => {
      if (this.puller.isBehind || this.isStopped) return;
      this.confirmed = this.deps.clock.now();
      if (this.state.fresh) return;
      this.state = { ...this.state, fresh: true };
      this.publish();
    });
  }

  getState = (): EngineState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Base and outbox as this tab knows them. */
  getLocalStore = (): LocalStore => this.store;

  /** Shows operations at once, stores them durably, and sends them when possible. Resolves once they are stored. */
  mutate(ops: OpDraft[]): Promise<void> {
    this.unsaved = [...this.unsaved, ...ops];
    this.publish();
    return this.runSerially(() => this.save());
  }

  /** Dismisses a declined request, in every tab. */
  async dismissRequest(key: string): Promise<void> {
    await this.transact((tx) => dismissRequest(tx, key, this.deps.clock.now()));
    this.deps.leadership.post({ kind: "changed", remote: [], notices: [] });
  }

  async start(): Promise<void> {
    await this.readStorage();
    if (this.isStopped) return;
    this.deps.leadership.start({
      lead: () => void this.lead(),
      yield: () => {
        this.isElected = false;
        this.isLeading = false;
        this.connection.stop();
      },
      message: (message) => this.onTabMessage(message),
    });
    // Operations from before the owner was known were not announced to the owner's tabs; one of them may lead.
    if (this.state.kept > 0) this.deps.leadership.post({ kind: "changed", remote: [], notices: [] });
  }

  /** Reconnects and flushes: the network may be back, or the page came to the front. */
  reconnect(): void {
    if (!this.isLeading) return;
    this.connection.restart();
    this.flush();
  }

  /** Flushes the outbox without touching the stream. */
  flush(): void {
    void this.pusher.flush();
  }

  /** Reloads the local store in case a tab's message was missed, and flushes the outbox. */
  reload(): void {
    void this.readStorage().then(() => this.flush());
  }

  /** Resumes after the same owner signed in again. */
  resume(): void {
    this.pusher.setPause(null);
    if (this.isLeading) this.connection.start();
  }

  /** Stops the engine; resolves when pending writes are done. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.isLeading = false;
    this.connection.stop();
    this.pusher.stop();
    this.deps.leadership.stop();
    await this.chain;
    this.deps.storage.close();
  }

  /** Assigns the owner's scope to operations from before there was one. */
  adoptOwner(scope: string): Promise<void> {
    return this.transact((tx) => adoptScope(tx, scope));
  }

  /** Recomputes the views, e.g. when a price became known. */
  publish(): void {
    if (this.isStopped) return;
    const unanswered = [...this.store.outbox.values()].filter((op) => op.acked === undefined).length;
    const views = buildViews(this.store, this.unsaved, this.deps.facts);
    this.state = { ...this.state, views, kept: unanswered + this.unsaved.length };
    for (const listener of this.listeners) listener();
  }

  /** Serialises storage calls: a read never comes between a write and its result. */
  private runSerially<T>(work: () => Promise<T>): Promise<T> {
    const next = this.chain.then(work);
    this.chain = next.catch(() => {});
    return next;
  }

  private setLocalStore(getLocalStore: LocalStore): void {
    const before = this.store.meta.clientId;
    this.store = getLocalStore;
    this.publish();
    if (before !== getLocalStore.meta.clientId) this.connection.restart();
  }

  private readStorage(): Promise<void> {
    return this.runSerially(async () => {
      const getLocalStore = await this.deps.storage.read();
      this.state = { ...this.state, ready: true };
      this.setLocalStore(getLocalStore);
    });
  }

  private transact<T>(change: (tx: StoreTransaction) => T): Promise<T> {
    return this.runSerially(async () => {
      const { book, value } = await this.deps.storage.write(change);
      this.setLocalStore(book);
      return value;
    });
  }

  private async save(): Promise<void> {
    const batch = this.unsaved;
    if (batch.length === 0) return;
    const { storage, clock, leadership, onOpsLost } = this.deps;
    try {
      const { book } = await storage.write((tx) => enqueue(tx, batch, clock.now()), true);
      this.unsaved = this.unsaved.slice(batch.length);
      this.setLocalStore(book);
    } catch (e) {
      this.unsaved = this.unsaved.slice(batch.length);
      this.publish();
      onOpsLost(batch, e);
    }
    leadership.post({ kind: "changed", remote: [], notices: [] });
    this.flush();
  }

  private notifyTabs({ gap, remote, notices }: ApplyResult): void {
    this.deps.leadership.post({ kind: "changed", remote, notices });
    if (remote.length || notices.length) this.deps.onRemoteChange(remote, notices);
    this.puller.onApplied(gap);
  }

  private setStatus(next: Partial<Pick<EngineState, "online" | "pause">>): void {
    const changed = { ...this.state, ...next };
    if (changed.online === this.state.online && changed.pause === this.state.pause) return;
    this.state = changed;
    this.postStatus();
    this.publish();
  }

  private postStatus(): void {
    const { online, pause } = this.state;
    if (this.isLeading) this.deps.leadership.post({ kind: "status", online, pause });
  }

  private onTabMessage(message: TabMessage): void {
    if (message.kind === "status") {
      if (!this.isLeading) this.setStatus({ online: message.online, pause: message.pause });
      return;
    }
    if (message.kind === "current") return void (this.isLeading || this.confirmCurrent());
    const { remote, notices } = message;
    if (remote.length || notices.length) this.deps.onRemoteChange(remote, notices);
    this.reload();
  }

  private async lead(): Promise<void> {
    this.isElected = true;
    await this.readStorage();
    if (this.isStopped || !this.isElected || !this.deps.hasOwner) return;
    this.isLeading = true;
    this.postStatus();
    this.connection.start();
    this.flush();
  }

  private async apply(messages: StreamMessage[], clientId: string): Promise<void> {
    const { clock, onScopeMerged } = this.deps;
    const keptBefore = this.state.kept;
    this.notifyTabs(await this.transact((tx) => applyMessages(tx, messages, clientId, clock.now())));
    // Operations that the server lacks were queued again.
    if (this.state.kept > keptBefore) this.flush();
    for (const m of messages) {
      if (m.kind === "merged") onScopeMerged(m.from, m.into);
      if (m.kind !== "signed_out") continue;
      this.connection.stop();
      this.pusher.setPause("signed_out");
    }
  }
}
