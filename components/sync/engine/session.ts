import type { Surface } from "@/server/platform/context";
import type { Facts, OpBody } from "@/server/operations/schema";
import { type OpDraft, ownScope } from "./local-store";
import { browserClock } from "./clock";
import { Engine } from "./engine";
import { wasErased } from "./was-account-erased";
import { browserLeadership } from "./leader";
import { browserNetwork } from "./network";
import { drainOther, openBook } from "./open-local-store";
import { keepForLater, onPageEvents } from "./page-events";
import { currentOwner, discardBooks, isFamily, leaderLock, type Owner, takeOver } from "./registry";
import { emptySessionState, type OwnerSource, type SessionState } from "./session-state";
import type { Storage } from "./storage";
import { wipeTraces } from "./clear-local-data";

/**
 * One surface of this browser: finds its owner's database, runs the engine on it and moves to another engine when the
 * owner changes (first visit, sign-in, merge on another device, sign-out).
 */
export class Session {
  readonly surface: Surface;
  private readonly source: OwnerSource;
  private readonly facts: Facts;
  private readonly listeners = new Set<() => void>();
  private state = emptySessionState;
  private engine: Engine | null = null;
  private owner: Owner | null = null;
  private tabs: BroadcastChannel | null = null;
  private running = false;
  private steps: Promise<unknown> = Promise.resolve();
  private greeting: Promise<Owner> | null = null;
  /** Whether the server answered when this browser, being nobody, last asked to be somebody. */
  private reached = true;
  private askedAt = 0;
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly cleanups: (() => void)[] = [];

  constructor(surface: Surface, source: OwnerSource, facts: Facts) {
    this.surface = surface;
    this.source = source;
    this.facts = facts;
  }

  getState = (): SessionState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    this.running = true;
    this.listen();
    void this.step(async () => {
      await this.open(await currentOwner(this.surface).catch(() => null));
    });
    void this.refreshOwner();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.again);
    for (const clean of this.cleanups.splice(0)) clean();
    void this.step(async () => {
      await this.engine?.stop();
      this.engine = null;
    });
  }

  /** Does operations on a scope (default: the owner's own) at once; resolves when they are kept on this device. */
  async mutate(ops: OpBody[], scope?: string): Promise<void> {
    if (!this.owner) this.greetLater();
    if (!this.state.online) keepForLater();
    // Between two engines there is none for a moment.
    if (!this.engine) await this.steps;
    await this.engine?.mutate(ops.map((op) => ({ ...op, scope: scope ?? this.owner?.scope ?? ownScope }) as OpDraft));
  }

  /** Takes a declined wish off the screen. */
  dismiss = (key: string): void => void this.engine?.dismiss(key);

  /** The owner, made first if this browser has none. One guest, however many callers and tabs race. */
  ensureOwner(): Promise<Owner> {
    if (this.owner) return Promise.resolve(this.owner);
    this.greeting ??= this.greet().finally(() => {
      this.greeting = null;
    });
    return this.greeting;
  }

  /** Asks the server again who this browser is: after a sign-in, a sign-out or a refusal. */
  async refreshOwner(): Promise<void> {
    try {
      for (let told = false; !told; ) {
        const known = await this.known();
        const owner = await this.source.ask();
        if (known && known.id !== owner?.id && (await wasErased(this.source.erased, known))) await this.forget(known);
        told = await this.step(async () => {
          // Somebody became known while the question was under way: the answer may be about the time before.
          const now = await this.known();
          if (now?.id !== known?.id && now?.id !== owner?.id) return false;
          await this.settle(owner);
          return true;
        });
      }
    } catch {
      // Not reachable: what was known stays.
    }
  }

  /** Works for `owner` from now on. */
  become(owner: Owner | null): Promise<void> {
    // In turn: who we are now is known only once the opening before this is done.
    return this.step(() => this.settle(owner));
  }

  /**
   * Discards everything of an owner (default: the present one) on this device, in every tab: signed out and asked, or
   * erased.
   */
  async forget(owner = this.owner): Promise<void> {
    await this.become(null);
    await discardBooks(this.surface, owner);
    await wipeTraces();
    this.publish({ signedOut: false });
    this.tabs?.postMessage("forgotten");
  }

  /** Recomputes the screen, e.g. when a price became known. */
  refresh(): void {
    this.engine?.publish();
  }

  /** See `Engine.provenAt`. */
  provenAt = (): number | null => this.engine?.provenAt() ?? null;

  book = () => this.engine?.book() ?? null;

  /** Who owns the surface as all tabs of this browser know it; without IndexedDB, as this one does. */
  private known(): Promise<Owner | null> {
    return currentOwner(this.surface).catch(() => this.owner);
  }

  private async settle(owner: Owner | null): Promise<void> {
    const before = this.owner;
    await takeOver(this.surface, before, owner).catch(() => {});
    if (owner?.id === before?.id) {
      this.owner = owner;
      this.publish({ owner });
      this.engine?.resume();
      return;
    }
    // Before we open: this tab may go away in the middle of that.
    this.tabs?.postMessage("owner");
    const lost = !owner && this.state.kept > 0;
    const unsent = this.engine?.getState().kept ?? 1;
    await this.open(owner);
    this.publish({ signedOut: lost });
    // Signed out from elsewhere, or another person's turn: what is not waiting to be sent must not lie about.
    if (!isFamily(before, owner) && unsent === 0) await discardBooks(this.surface, before);
  }

  private step<T>(work: () => Promise<T>): Promise<T> {
    const next = this.steps.then(work);
    this.steps = next.catch(() => {});
    return next;
  }

  private publish(next: Partial<SessionState>): void {
    this.state = { ...this.state, ...next };
    for (const listener of this.listeners) listener();
  }

  private async greet(): Promise<Owner> {
    const { hello } = this.source;
    if (!hello) throw new Error("only a person can open this surface");
    const once = async () => {
      const known = await currentOwner(this.surface).catch(() => null);
      const owner = known ?? (await this.asked(hello));
      await this.become(owner);
      return owner;
    };
    return navigator.locks ? navigator.locks.request(`sync-hello:${this.surface}`, once) : once();
  }

  /** Asks to be somebody, and notes whether the server answered: a browser that is nobody has no other sign of it. */
  private async asked(hello: () => Promise<Owner>): Promise<Owner> {
    try {
      const owner = await hello();
      this.reached = true;
      return owner;
    } catch (e) {
      this.reached = false;
      this.publish({ online: false });
      throw e;
    }
  }

  /** Runs the engine on an owner's database. What the last engine showed stays until this one has read its own. */
  private async open(owner: Owner | null): Promise<void> {
    if (!this.running) return;
    const family = owner?.id === this.owner?.id || (owner && isFamily(this.owner, owner));
    const last = this.engine;
    this.engine = null;
    await last?.stop();
    this.owner = owner;
    this.publish(family ? { owner } : { ...emptySessionState, owner });
    const { storage, durable, others } = await openBook(this.surface, owner);
    const engine = this.makeEngine(storage, owner);
    this.engine = engine;
    engine.subscribe(() => {
      const state = engine.getState();
      if (this.engine === engine && state.ready) this.publish(owner ? state : { ...state, online: this.reached });
    });
    if (owner) await engine.adoptOwner(owner.scope);
    await engine.start();
    this.publish({ durable, owner });
    for (const name of others) void drainOther(this.surface, owner, name);
    const waiting = [...engine.book().outbox.values()].some((op) => op.scope === ownScope);
    if (!owner && waiting) this.greetLater();
  }

  private makeEngine(storage: Storage, owner: Owner | null): Engine {
    return new Engine({
      storage,
      network: browserNetwork(this.surface),
      clock: browserClock,
      leadership: browserLeadership(leaderLock(this.surface, owner)),
      facts: this.facts,
      owned: owner !== null,
      heard: (remote, notices) =>
        this.publish({ news: { serial: (this.state.news?.serial ?? 0) + 1, remote, notices } }),
      merged: (from, into) => this.followMerge(from, into),
      signedOut: () => this.askAgain(),
      lost: (ops) => this.publish({ durable: ops.length === 0 }),
    });
  }

  /** Asks who we are after a refusal, at most every 5 s: a server of two minds must not be hammered. */
  private askAgain(): void {
    const wait = Math.max(0, this.askedAt + 5_000 - Date.now());
    this.askedAt = Date.now() + wait;
    setTimeout(() => this.running && void this.refreshOwner(), wait);
  }

  /** Our guest became an account, perhaps on another device: this browser is a part of it. */
  private followMerge(from: string, into: string): void {
    if (this.owner?.id !== from) return;
    void this.become({ id: into, scope: into, kind: "linked", guestId: from }).then(() => this.refreshOwner());
  }

  private listen(): void {
    const nudge = () => {
      this.engine?.nudge();
      if (!this.owner && this.state.kept > 0) this.greetLater();
    };
    this.cleanups.push(onPageEvents({ nudge, kick: () => this.engine?.look() }));
    if (typeof BroadcastChannel !== "function") return;
    const tabs = new BroadcastChannel(`sync-owner:${this.surface}`);
    // What a tab holds in memory goes with the page.
    tabs.onmessage = ({ data }) => (data === "forgotten" ? location.reload() : void this.followTab());
    this.tabs = tabs;
    this.cleanups.push(() => {
      this.tabs = null;
      tabs.close();
    });
  }

  /** Without an owner nothing can be sent; without a network it is tried again. */
  private greetLater(): void {
    if (!this.source.hello) return;
    void this.ensureOwner().catch(() => {
      // "Online" may have been said while this try was failing: nobody says it again.
      clearTimeout(this.again);
      this.again = setTimeout(() => this.running && !this.owner && this.state.kept > 0 && this.greetLater(), 3_000);
    });
  }

  private followTab(): Promise<void> {
    return this.step(async () => {
      const owner = await currentOwner(this.surface).catch(() => null);
      if (owner?.id === this.owner?.id) return;
      // What this tab did as nobody may lie in a database that the other tab did not know of.
      if (owner) await takeOver(this.surface, this.owner, owner).catch(() => {});
      await this.open(owner);
    });
  }
}
