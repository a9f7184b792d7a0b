import type { Facts, OpBody } from "@/server/operations/schema";
import type { Surface } from "@/server/platform/context";
import { clearLocalData } from "./clear-local-data";
import { browserClock } from "./clock";
import { Engine } from "./engine";
import { createBrowserLeadership } from "./leader";
import { type OpDraft, unownedScope } from "./local-store";
import { createBrowserNetwork } from "./network";
import { flushOtherStore, openLocalStore } from "./open-local-store";
import { onPageEvents, requestBackgroundSync } from "./page-events";
import { deleteStores, getCurrentOwner, isSamePerson, leaderLockName, type Owner, transferOwnership } from "./registry";
import { emptySessionState, type OwnerSource, type SessionState } from "./session-state";
import type { Storage } from "./storage";
import { wasAccountErased } from "./was-account-erased";

/**
 * One surface of this browser: opens its owner's database, runs the engine on it and switches when the owner changes
 * (first visit, sign-in, merge on another device, sign-out).
 */
export class Session {
  readonly surface: Surface;
  private readonly source: OwnerSource;
  private readonly facts: Facts;
  private readonly listeners = new Set<() => void>();
  private state = emptySessionState;
  private engine: Engine | null = null;
  private owner: Owner | null = null;
  private ownerChannel: BroadcastChannel | null = null;
  private isRunning = false;
  private chain: Promise<unknown> = Promise.resolve();
  private guestCreation: Promise<Owner> | null = null;
  /** Whether the server answered when this browser, being nobody, last asked to be somebody. */
  private isReachable = true;
  private lastAskedAt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
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
    this.isRunning = true;
    this.subscribeToEvents();
    void this.runSerially(async () => {
      await this.openEngine(await getCurrentOwner(this.surface).catch(() => null));
    });
    void this.refreshOwner();
  }

  stop(): void {
    this.isRunning = false;
    clearTimeout(this.retryTimer);
    for (const cleanUp of this.cleanups.splice(0)) cleanUp();
    void this.runSerially(async () => {
      await this.engine?.stop();
      this.engine = null;
    });
  }

  /** Applies operations to a scope (default: the owner's own) at once; resolves when they are stored on this device. */
  async mutate(ops: OpBody[], scope?: string): Promise<void> {
    if (!this.owner) this.createGuestLater();
    if (!this.state.online) requestBackgroundSync();
    // There may be no engine while switching.
    if (!this.engine) await this.chain;
    await this.engine?.mutate(
      ops.map((op) => ({ ...op, scope: scope ?? this.owner?.scope ?? unownedScope }) as OpDraft),
    );
  }

  /** Dismisses a declined request. */
  dismissRequest = (key: string): void => void this.engine?.dismissRequest(key);

  /** Returns the owner; creates a guest if there is none: one, however many callers and tabs race. */
  ensureOwner(): Promise<Owner> {
    if (this.owner) return Promise.resolve(this.owner);
    this.guestCreation ??= this.createGuest().finally(() => {
      this.guestCreation = null;
    });
    return this.guestCreation;
  }

  /** Asks the server again who this browser is: after a sign-in, a sign-out or a refusal. */
  async refreshOwner(): Promise<void> {
    try {
      for (let isSettled = false; !isSettled; ) {
        const readOwner = await this.readOwner();
        const owner = await this.source.fetchOwner();
        if (readOwner && readOwner.id !== owner?.id && (await wasAccountErased(this.source.listErased, readOwner)))
          await this.discardOwner(readOwner);
        isSettled = await this.runSerially(async () => {
          // The owner changed while the request ran: the answer may be stale.
          const now = await this.readOwner();
          if (now?.id !== readOwner?.id && now?.id !== owner?.id) return false;
          await this.applyOwner(owner);
          return true;
        });
      }
    } catch {
      // Unreachable: the known owner stays.
    }
  }

  /** Switches to `owner`. */
  setOwner(owner: Owner | null): Promise<void> {
    // Serialised: the present owner is known only after the previous opening.
    return this.runSerially(() => this.applyOwner(owner));
  }

  /**
   * Discards everything of an owner (default: the present one) on this device, in every tab: signed out and asked, or
   * erased.
   */
  async discardOwner(owner = this.owner): Promise<void> {
    await this.setOwner(null);
    await deleteStores(this.surface, owner);
    await clearLocalData();
    this.publish({ signedOut: false });
    this.ownerChannel?.postMessage("forgotten");
  }

  /** Recomputes the views, e.g. when a price became known. */
  refresh(): void {
    this.engine?.publish();
  }

  /** See `Engine.confirmedAt`. */
  confirmedAt = (): number | null => this.engine?.confirmedAt() ?? null;

  getLocalStore = () => this.engine?.getLocalStore() ?? null;

  /** Who owns the surface as all tabs of this browser know it; without IndexedDB, as this one does. */
  private readOwner(): Promise<Owner | null> {
    return getCurrentOwner(this.surface).catch(() => this.owner);
  }

  private async applyOwner(owner: Owner | null): Promise<void> {
    const before = this.owner;
    await transferOwnership(this.surface, before, owner).catch(() => {});
    if (owner?.id === before?.id) {
      this.owner = owner;
      this.publish({ owner });
      this.engine?.resume();
      return;
    }
    // Before we open: this tab may go away in the middle of that.
    this.ownerChannel?.postMessage("owner");
    const hasLostOps = !owner && this.state.kept > 0;
    const unsent = this.engine?.getState().kept ?? 1;
    await this.openEngine(owner);
    this.publish({ signedOut: hasLostOps });
    // Signed out from elsewhere, or another person's turn: what is not waiting to be sent must not lie about.
    if (!isSamePerson(before, owner) && unsent === 0) await deleteStores(this.surface, before);
  }

  private runSerially<T>(work: () => Promise<T>): Promise<T> {
    const next = this.chain.then(work);
    this.chain = next.catch(() => {});
    return next;
  }

  private publish(next: Partial<SessionState>): void {
    this.state = { ...this.state, ...next };
    for (const listener of this.listeners) listener();
  }

  private async createGuest(): Promise<Owner> {
    const { createGuest: requestOwner } = this.source;
    if (!requestOwner) throw new Error("only a person can open this surface");
    const createOnce = async () => {
      const known = await getCurrentOwner(this.surface).catch(() => null);
      const owner = known ?? (await this.requestGuest(requestOwner));
      await this.setOwner(owner);
      return owner;
    };
    return navigator.locks ? navigator.locks.request(`sync-hello:${this.surface}`, createOnce) : createOnce();
  }

  /** Asks to be somebody, and notes whether the server answered: a browser that is nobody has no other sign of it. */
  private async requestGuest(requestOwner: () => Promise<Owner>): Promise<Owner> {
    try {
      const owner = await requestOwner();
      this.isReachable = true;
      return owner;
    } catch (e) {
      this.isReachable = false;
      this.publish({ online: false });
      throw e;
    }
  }

  /** Runs the engine on an owner's database. What the last engine showed stays until this one has read its own. */
  private async openEngine(owner: Owner | null): Promise<void> {
    if (!this.isRunning) return;
    const isSame = owner?.id === this.owner?.id || (owner && isSamePerson(this.owner, owner));
    const last = this.engine;
    this.engine = null;
    await last?.stop();
    this.owner = owner;
    this.publish(isSame ? { owner } : { ...emptySessionState, owner });
    const { storage, durable, others } = await openLocalStore(this.surface, owner);
    const engine = this.makeEngine(storage, owner);
    this.engine = engine;
    engine.subscribe(() => {
      const state = engine.getState();
      if (this.engine === engine && state.ready) this.publish(owner ? state : { ...state, online: this.isReachable });
    });
    if (owner) await engine.adoptOwner(owner.scope);
    await engine.start();
    this.publish({ durable, owner });
    for (const name of others) void flushOtherStore(this.surface, owner, name);
    const waiting = [...engine.getLocalStore().outbox.values()].some((op) => op.scope === unownedScope);
    if (!owner && waiting) this.createGuestLater();
  }

  private makeEngine(storage: Storage, owner: Owner | null): Engine {
    return new Engine({
      storage,
      network: createBrowserNetwork(this.surface),
      clock: browserClock,
      leadership: createBrowserLeadership(leaderLockName(this.surface, owner)),
      facts: this.facts,
      hasOwner: owner !== null,
      onRemoteChange: (remote, notices) =>
        this.publish({ lastUpdate: { serial: (this.state.lastUpdate?.serial ?? 0) + 1, remote, notices } }),
      onScopeMerged: (from, into) => this.followMerge(from, into),
      onSignedOut: () => this.refreshOwnerLater(),
      onOpsLost: (ops) => this.publish({ durable: ops.length === 0 }),
    });
  }

  /** Asks who we are after a refusal, at most every 5 s: a server of two minds must not be hammered. */
  private refreshOwnerLater(): void {
    const delayMs = Math.max(0, this.lastAskedAt + 5_000 - Date.now());
    this.lastAskedAt = Date.now() + delayMs;
    setTimeout(() => this.isRunning && void this.refreshOwner(), delayMs);
  }

  /** Our guest became an account, perhaps on another device: this browser is a part of it. */
  private followMerge(from: string, into: string): void {
    if (this.owner?.id !== from) return;
    void this.setOwner({ id: into, scope: into, kind: "linked", guestId: from }).then(() => this.refreshOwner());
  }

  private subscribeToEvents(): void {
    const nudge = () => {
      this.engine?.reconnect();
      if (!this.owner && this.state.kept > 0) this.createGuestLater();
    };
    this.cleanups.push(onPageEvents({ nudge, kick: () => this.engine?.reload() }));
    if (typeof BroadcastChannel !== "function") return;
    const ownerChannel = new BroadcastChannel(`sync-owner:${this.surface}`);
    // What a tab holds in memory goes with the page.
    ownerChannel.onmessage = ({ data }) =>
      data === "forgotten" ? location.reload() : void this.followOwnerOfOtherTab();
    this.ownerChannel = ownerChannel;
    this.cleanups.push(() => {
      this.ownerChannel = null;
      ownerChannel.close();
    });
  }

  /** Without an owner nothing can be sent; without a network it is tried again. */
  private createGuestLater(): void {
    if (!this.source.createGuest) return;
    void this.ensureOwner().catch(() => {
      // "Online" may have been said while this try was failing: nobody says it again.
      clearTimeout(this.retryTimer);
      this.retryTimer = setTimeout(
        () => this.isRunning && !this.owner && this.state.kept > 0 && this.createGuestLater(),
        3_000,
      );
    });
  }

  private followOwnerOfOtherTab(): Promise<void> {
    return this.runSerially(async () => {
      const owner = await getCurrentOwner(this.surface).catch(() => null);
      if (owner?.id === this.owner?.id) return;
      // What this tab did as nobody may lie in a database that the other tab did not know of.
      if (owner) await transferOwnership(this.surface, this.owner, owner).catch(() => {});
      await this.openEngine(owner);
    });
  }
}
