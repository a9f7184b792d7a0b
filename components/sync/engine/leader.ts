import type { Leadership, TabMessage } from "./ports";

const beatMs = 1_000;
const silenceMs = 3_000;

type Channel = TabMessage | { kind: "beat" };

/**
 * Leadership over the tabs of one browser, by a Web Lock called `name`, with a BroadcastChannel of the same name. A
 * visible tab that hears no heartbeat for 3 s takes the lock by force: browsers stop the timers of hidden tabs. Without
 * Web Locks (plain HTTP on a network) every tab leads; receipts make the double sending harmless.
 */
export function browserLeadership(name: string): Leadership {
  let channel: BroadcastChannel | null = null;
  let leading = false;
  let stopped = false;
  let heard = 0;
  let status: TabMessage | null = null;
  let release: (() => void) | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  const waiting = new AbortController();

  const send = (message: Channel) => {
    // A closed channel throws; a stopped tab has nothing to say any more.
    if (!stopped) channel?.postMessage(message);
  };

  function begin(on: Parameters<Leadership["start"]>[0]): Promise<void> {
    if (stopped) return Promise.resolve();
    leading = true;
    send({ kind: "beat" });
    on.lead();
    return new Promise((resolve) => {
      release = resolve;
    });
  }

  async function ask(on: Parameters<Leadership["start"]>[0], steal: boolean): Promise<void> {
    try {
      await navigator.locks.request(name, steal ? { steal } : { signal: waiting.signal }, () => begin(on));
    } catch {
      // Aborted: stopped while waiting, or the lock was taken from us by force.
      if (stopped) return;
      if (leading && !steal) {
        leading = false;
        on.yield();
        void ask(on, false);
      } else if (steal) {
        leading = false;
        on.yield();
      }
    }
  }

  function tick(on: Parameters<Leadership["start"]>[0]): void {
    if (leading) {
      send({ kind: "beat" });
      if (status) send(status);
    } else if (document.visibilityState === "visible" && Date.now() - heard > silenceMs) {
      heard = Date.now();
      void ask(on, true);
    }
  }

  return {
    start(on) {
      if (typeof BroadcastChannel === "function") channel = new BroadcastChannel(name);
      channel?.addEventListener("message", ({ data }: MessageEvent<Channel>) => {
        if (data.kind === "beat") heard = Date.now();
        else on.message(data);
      });
      if (!navigator.locks) {
        void begin(on);
        return;
      }
      heard = Date.now();
      timer = setInterval(() => tick(on), beatMs);
      void ask(on, false);
    },
    post(message) {
      if (message.kind === "status") status = message;
      send(message);
    },
    stop() {
      stopped = true;
      clearInterval(timer);
      waiting.abort();
      release?.();
      channel?.close();
    },
  };
}
