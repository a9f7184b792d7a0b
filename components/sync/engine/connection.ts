import { backOffMs, type Clock, type Network, type StreamEvents } from "./ports";

/** Longer than two pings of 20 s, see `Network`. */
const usualSilenceMs = 45_000;
/** A server that restarts is back before this; nobody need see it. */
const firstWaitMs = 300;

export type ConnectionDeps = {
  clock: Clock;
  network: Network;
  /** Where the stream goes on from. */
  from(): Parameters<Network["open"]>[0];
  opened(): void;
  message: StreamEvents["message"];
  online(reached: boolean): void;
  /** The server has proven, just now, that everything was heard. */
  current(): void;
  /** The server answers, but will not open the stream. */
  refused(): void;
};

/** Keeps one live stream open: any end, error or silence leads to another one, with back-off. */
export class Connection {
  private readonly deps: ConnectionDeps;
  private close: (() => void) | null = null;
  private cancelWatch: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private attempt = 0;
  private wanted = false;
  /** Events of a stream that we closed are not listened to. */
  private generation = 0;

  constructor(deps: ConnectionDeps) {
    this.deps = deps;
  }

  start(): void {
    this.wanted = true;
    this.open();
  }

  /** Opens again now, e.g. when the network came back or the client id changed. */
  restart(): void {
    if (this.wanted) this.open();
  }

  stop(): void {
    this.wanted = false;
    this.shut();
  }

  private shut(): void {
    this.generation++;
    this.cancelWatch?.();
    this.cancelRetry?.();
    this.close?.();
    this.close = null;
  }

  private watch(): void {
    this.cancelWatch?.();
    const { clock, network } = this.deps;
    this.cancelWatch = clock.after(network.silenceMs ?? usualSilenceMs, () => this.lost());
  }

  private lost(): void {
    const { network, online, clock, refused } = this.deps;
    this.shut();
    if (!this.wanted) return;
    const tries = this.attempt;
    network.ping().then(
      (reached) => {
        online(reached);
        if (reached && this.wanted && tries > 1) refused();
      },
      () => online(false),
    );
    const wait = firstWaitMs + backOffMs(this.attempt++, clock.random());
    this.cancelRetry = clock.after(wait, () => this.open());
  }

  private open(): void {
    const { network, from, online, opened, message, current } = this.deps;
    this.shut();
    let caughtUp = false;
    const mine = this.generation;
    const heard = (work: () => void) => {
      if (mine !== this.generation) return;
      this.watch();
      work();
    };
    this.watch();
    this.close = network.open(from(), {
      open: () =>
        heard(() => {
          this.attempt = 0;
          online(true);
          opened();
        }),
      current: () =>
        heard(() => {
          caughtUp = true;
          current();
        }),
      alive: () =>
        heard(() => {
          online(true);
          if (caughtUp) current();
        }),
      message: (m) => heard(() => message(m)),
      down: () => {
        if (mine === this.generation) this.lost();
      },
    });
  }
}
