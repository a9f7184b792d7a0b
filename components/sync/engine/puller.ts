import type { StreamMessage } from "@/server/sync/schema";
import { type Book, cursors } from "./local-store";
import { backOffMs, type Clock, type Network } from "./ports";

type PullerDeps = {
  clock: Clock;
  network: Network;
  /** Whether this tab may ask now. */
  active(): boolean;
  /** The book as this tab knows it. */
  book(): Book;
  take(messages: StreamMessage[], clientId: string): Promise<void>;
};

/** Fetches what a patch did not connect to; one question at a time, asked again until it is answered. */
export class Puller {
  private readonly deps: PullerDeps;
  private pulling = false;
  private attempt = 0;
  /** Something is missing that was not fetched yet. */
  behind = false;

  constructor(deps: PullerDeps) {
    this.deps = deps;
  }

  /** Something was taken into the book; `gap` when it did not connect. */
  heard(gap: boolean): void {
    this.behind = gap;
    if (!gap) {
      this.attempt = 0;
      return;
    }
    const { clock } = this.deps;
    const wait = this.attempt === 0 ? 0 : backOffMs(this.attempt, clock.random());
    clock.after(wait, () => void this.pull());
  }

  private async pull(): Promise<void> {
    const { network, clock, active, book, take } = this.deps;
    if (this.pulling || !active()) return;
    this.pulling = true;
    this.attempt++;
    const { meta } = book();
    try {
      // A scope that is new here has no cursor: then everything is asked for.
      const fresh = Object.values(meta.scopes).some((mark) => mark.epoch === "" && !mark.gone);
      const messages = await network.pull({ clientId: meta.clientId, scopes: fresh ? [] : cursors(meta) });
      this.pulling = false;
      if (active()) await take(messages, meta.clientId);
    } catch {
      this.pulling = false;
      clock.after(250 + backOffMs(this.attempt, clock.random()), () => void this.pull());
    }
  }
}
