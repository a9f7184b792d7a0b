import type { StreamMessage } from "@/server/sync/schema";
import { type LocalStore, toCursors } from "./local-store";
import { type Clock, computeBackOffMs, type Network } from "./ports";

type PullerDeps = {
  clock: Clock;
  network: Network;
  /** Whether this tab may pull now. */
  isActive(): boolean;
  /** The local store as this tab knows it. */
  getLocalStore(): LocalStore;
  apply(messages: StreamMessage[], clientId: string): Promise<void>;
};

/** Pulls missing patches; one request at a time, retried until it succeeds. */
export class Puller {
  private readonly deps: PullerDeps;
  private isPulling = false;
  private attempt = 0;
  /** A gap was not filled yet. */
  isBehind = false;

  constructor(deps: PullerDeps) {
    this.deps = deps;
  }

  /** Patches were applied; `gap` when one did not connect. */
  onApplied(gap: boolean): void {
    this.isBehind = gap;
    if (!gap) {
      this.attempt = 0;
      return;
    }
    const { clock } = this.deps;
    const delayMs = this.attempt === 0 ? 0 : computeBackOffMs(this.attempt, clock.random());
    clock.after(delayMs, () => void this.pull());
  }

  private async pull(): Promise<void> {
    const { network, clock, isActive, getLocalStore, apply } = this.deps;
    if (this.isPulling || !isActive()) return;
    this.isPulling = true;
    this.attempt++;
    const { meta } = getLocalStore();
    try {
      // A new scope has no cursor: everything is pulled.
      const hasNewScope = Object.values(meta.scopes).some((mark) => mark.epoch === "" && !mark.gone);
      const messages = await network.pull({ clientId: meta.clientId, scopes: hasNewScope ? [] : toCursors(meta) });
      this.isPulling = false;
      if (isActive()) await apply(messages, meta.clientId);
    } catch {
      this.isPulling = false;
      clock.after(250 + computeBackOffMs(this.attempt, clock.random()), () => void this.pull());
    }
  }
}
