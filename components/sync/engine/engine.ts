import type { Facts } from "@/server/operations/schema";
import type { StreamMessage } from "@/server/sync/schema";
import {
  adoptScope,
  type Book,
  cursors,
  type Draft,
  emptyBook,
  enqueue,
  type Notice,
  type OpDraft,
  type RemoteChange,
} from "./local-store";
import { Connection } from "./connection";
import { type EngineState, emptyEngineState } from "./engine-state";
import { dismissWish } from "./patches";
import type { Clock, Leadership, Network, TabMessage } from "./ports";
import { Puller } from "./puller";
import { Pusher } from "./pusher";
import { screenOf } from "./scope-views";
import type { Storage } from "./storage";
import { type Taken, takeMessages } from "./apply-messages";

export type EngineDeps = {
  storage: Storage;
  network: Network;
  clock: Clock;
  leadership: Leadership;
  /** What this browser knows of variants and stores. */
  facts: Facts;
  /** Without an owner nothing is sent: what is done waits for one. */
  owned: boolean;
  /** Changes from elsewhere and answers that must be said; in every tab. */
  heard(remote: RemoteChange[], notices: Notice[]): void;
  /** The owner's scope goes on under another id. */
  merged(from: string, into: string): void;
  signedOut(): void;
  /** Operations that could not be saved and are not on the screen any more. */
  lost(ops: OpDraft[], reason: unknown): void;
};

/**
 * The browser's store of one surface and owner: base and outbox from storage, the screen over both, the push loop and
 * the live stream while this tab leads. No React, no browser globals: all of the world comes in through `deps`.
 */
export class Engine {
  private readonly deps: EngineDeps;
  private readonly pusher: Pusher;
  private readonly connection: Connection;
  private readonly puller: Puller;
  private readonly listeners = new Set<() => void>();
  private state = emptyEngineState;
  private current: Book = emptyBook("");
  /** Done a moment ago and not on the disk yet. */
  private unsaved: OpDraft[] = [];
  /** Holds the leadership; leads once the book was read again. */
  private elected = false;
  private leading = false;
  private stopped = false;
  private proven: number | null = null;
  private chain: Promise<unknown> = Promise.resolve();

  constructor(deps: EngineDeps) {
    const { clock, network } = deps;
    this.deps = deps;
    const online = (reached: boolean) => this.setStatus({ online: reached });
    this.pusher = new Pusher({
      clock,
      network,
      active: () => this.leading,
      book: () => this.current,
      transact: (change) => this.transact(change),
      taken: (taken) => this.tell(taken),
      online,
      paused: (pause) => {
        this.setStatus({ pause });
        if (pause === "signed_out") deps.signedOut();
      },
    });
    this.puller = new Puller({
      clock,
      network,
      active: () => this.leading,
      book: () => this.current,
      take: (messages, clientId) => this.take(messages, clientId),
    });
    this.connection = new Connection({
      clock,
      network,
      from: () => ({ clientId: this.current.meta.clientId, scopes: cursors(this.current.meta) }),
      opened: () => this.kick(),
      message: (message) => void this.take([message], this.current.meta.clientId),
      online,
      current: () => {
        deps.leadership.post({ kind: "current" });
        this.prove();
      },
      refused: () => deps.signedOut(),
    });
  }

  /** When the base was last known to be the server's present (ms since 1970); null before that in this engine's life. */
  provenAt = (): number | null => this.proven;

  /** Once everything taken before is in the book; not while something of it is missing. */
  private prove(): void {
    void this.serial(async () => {
      if (this.puller.behind || this.stopped) return;
      this.proven = this.deps.clock.now();
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

  /** Base and queue as this tab knows them. */
  book = (): Book => this.current;

  /** Shows operations at once, keeps them durably, and sends them when there is a way. Resolves when they are kept. */
  mutate(ops: OpDraft[]): Promise<void> {
    this.unsaved = [...this.unsaved, ...ops];
    this.publish();
    return this.serial(() => this.save());
  }

  /** Takes a declined wish off the screen, in every tab. */
  async dismiss(key: string): Promise<void> {
    await this.transact((draft) => dismissWish(draft, key, this.deps.clock.now()));
    this.deps.leadership.post({ kind: "changed", remote: [], notices: [] });
  }

  async start(): Promise<void> {
    await this.reload();
    if (this.stopped) return;
    this.deps.leadership.start({
      lead: () => void this.lead(),
      yield: () => {
        this.elected = false;
        this.leading = false;
        this.connection.stop();
      },
      message: (message) => this.fromTab(message),
    });
    // Done before the owner was known, it was not told to the owner's tabs; one of them may lead.
    if (this.state.kept > 0) this.deps.leadership.post({ kind: "changed", remote: [], notices: [] });
  }

  /** The network may be back, or the page came to the front: tries now. */
  nudge(): void {
    if (!this.leading) return;
    this.connection.restart();
    this.kick();
  }

  /** Sends what waits, without touching the stream. */
  kick(): void {
    void this.pusher.drain();
  }

  /** Reads what other tabs did, in case a message was missed, and sends what waits. */
  look(): void {
    void this.reload().then(() => this.kick());
  }

  /** After the same owner signed in again. */
  resume(): void {
    this.pusher.setPause(null);
    if (this.leading) this.connection.start();
  }

  /** Ends it; resolves when what was being saved is saved. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.leading = false;
    this.connection.stop();
    this.pusher.stop();
    this.deps.leadership.stop();
    await this.chain;
    this.deps.storage.close();
  }

  /** Gives what was done before there was an owner its scope. */
  adoptOwner(scope: string): Promise<void> {
    return this.transact((draft) => adoptScope(draft, scope));
  }

  /** Recomputes the screen, e.g. when a price became known. */
  publish(): void {
    if (this.stopped) return;
    const unanswered = [...this.current.outbox.values()].filter((op) => op.acked === undefined).length;
    const screen = screenOf(this.current, this.unsaved, this.deps.facts);
    this.state = { ...this.state, screen, kept: unanswered + this.unsaved.length };
    for (const listener of this.listeners) listener();
  }

  /** One storage call at a time: a read never comes between a save and its result. */
  private serial<T>(work: () => Promise<T>): Promise<T> {
    const next = this.chain.then(work);
    this.chain = next.catch(() => {});
    return next;
  }

  private adopt(book: Book): void {
    const before = this.current.meta.clientId;
    this.current = book;
    this.publish();
    if (before !== book.meta.clientId) this.connection.restart();
  }

  private reload(): Promise<void> {
    return this.serial(async () => {
      const book = await this.deps.storage.read();
      this.state = { ...this.state, ready: true };
      this.adopt(book);
    });
  }

  private transact<T>(change: (draft: Draft) => T): Promise<T> {
    return this.serial(async () => {
      const { book, value } = await this.deps.storage.write(change);
      this.adopt(book);
      return value;
    });
  }

  private async save(): Promise<void> {
    const batch = this.unsaved;
    if (batch.length === 0) return;
    const { storage, clock, leadership, lost } = this.deps;
    try {
      const { book } = await storage.write((draft) => enqueue(draft, batch, clock.now()), true);
      this.unsaved = this.unsaved.slice(batch.length);
      this.adopt(book);
    } catch (e) {
      this.unsaved = this.unsaved.slice(batch.length);
      this.publish();
      lost(batch, e);
    }
    leadership.post({ kind: "changed", remote: [], notices: [] });
    this.kick();
  }

  private tell({ gap, remote, notices }: Taken): void {
    this.deps.leadership.post({ kind: "changed", remote, notices });
    if (remote.length || notices.length) this.deps.heard(remote, notices);
    this.puller.heard(gap);
  }

  private setStatus(next: Partial<Pick<EngineState, "online" | "pause">>): void {
    const changed = { ...this.state, ...next };
    if (changed.online === this.state.online && changed.pause === this.state.pause) return;
    this.state = changed;
    this.sayStatus();
    this.publish();
  }

  private sayStatus(): void {
    const { online, pause } = this.state;
    if (this.leading) this.deps.leadership.post({ kind: "status", online, pause });
  }

  private fromTab(message: TabMessage): void {
    if (message.kind === "status") {
      if (!this.leading) this.setStatus({ online: message.online, pause: message.pause });
      return;
    }
    if (message.kind === "current") return void (this.leading || this.prove());
    const { remote, notices } = message;
    if (remote.length || notices.length) this.deps.heard(remote, notices);
    this.look();
  }

  private async lead(): Promise<void> {
    this.elected = true;
    await this.reload();
    if (this.stopped || !this.elected || !this.deps.owned) return;
    this.leading = true;
    this.sayStatus();
    this.connection.start();
    this.kick();
  }

  private async take(messages: StreamMessage[], clientId: string): Promise<void> {
    const { clock, merged } = this.deps;
    this.tell(await this.transact((draft) => takeMessages(draft, messages, clientId, clock.now())));
    for (const m of messages) {
      if (m.kind === "merged") merged(m.from, m.into);
      if (m.kind !== "signed_out") continue;
      this.connection.stop();
      this.pusher.setPause("signed_out");
    }
  }
}
