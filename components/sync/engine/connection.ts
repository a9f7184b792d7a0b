import { type Clock, computeBackOffMs, type Network, type StreamEvents } from "./ports";

/** Longer than two pings of 20 s, see `Network`. */
const defaultSilenceMs = 45_000;
/** A restarting server is back before this; it is not shown. */
const initialDelayMs = 300;

export type ConnectionDeps = {
  clock: Clock;
  network: Network;
  /** The cursors from which the stream continues. */
  getCursors(): Parameters<Network["open"]>[0];
  onOpen(): void;
  onMessage: StreamEvents["message"];
  onOnline(reached: boolean): void;
  /** The server has just confirmed that the client is current. */
  onCurrent(): void;
  /** The server answers, but will not open the stream. */
  onRefused(): void;
};

/** Keeps one live stream open: reconnects with back-off after any end, error or silence. */
export class Connection {
  private readonly deps: ConnectionDeps;
  private close: (() => void) | null = null;
  private cancelWatchdog: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private attempt = 0;
  private isWanted = false;
  /** Events of a closed stream are ignored. */
  private generation = 0;

  constructor(deps: ConnectionDeps) {
    this.deps = deps;
  }

  start(): void {
    this.isWanted = true;
    this.open();
  }

  /** Reconnects now, e.g. when the network came back or the client id changed. */
  restart(): void {
    if (this.isWanted) this.open();
  }

  stop(): void {
    this.isWanted = false;
    this.closeStream();
  }

  private closeStream(): void {
    this.generation++;
    this.cancelWatchdog?.();
    this.cancelRetry?.();
    this.close?.();
    this.close = null;
  }

  private startWatchdog(): void {
    this.cancelWatchdog?.();
    const { clock, network } = this.deps;
    this.cancelWatchdog = clock.after(network.silenceMs ?? defaultSilenceMs, () => this.onLost());
  }

  private onLost(): void {
    const { network, onOnline, clock, onRefused } = this.deps;
    this.closeStream();
    if (!this.isWanted) return;
    const attempts = this.attempt;
    network.ping().then(
      (reached) => {
        onOnline(reached);
        if (reached && this.isWanted && attempts > 1) onRefused();
      },
      () => onOnline(false),
    );
    const delayMs = initialDelayMs + computeBackOffMs(this.attempt++, clock.random());
    this.cancelRetry = clock.after(delayMs, () => this.open());
  }

  private open(): void {
    const { network, getCursors, onOnline, onOpen, onMessage, onCurrent } = this.deps;
    this.closeStream();
    let isCaughtUp = false;
    const ownGeneration = this.generation;
    const handleEvent = (work: () => void) => {
      if (ownGeneration !== this.generation) return;
      this.startWatchdog();
      work();
    };
    this.startWatchdog();
    this.close = network.open(getCursors(), {
      open: () =>
        handleEvent(() => {
          this.attempt = 0;
          onOnline(true);
          onOpen();
        }),
      current: () =>
        handleEvent(() => {
          isCaughtUp = true;
          onCurrent();
        }),
      alive: () =>
        handleEvent(() => {
          onOnline(true);
          if (isCaughtUp) onCurrent();
        }),
      message: (m) => handleEvent(() => onMessage(m)),
      down: () => {
        if (ownGeneration === this.generation) this.onLost();
      },
    });
  }
}
