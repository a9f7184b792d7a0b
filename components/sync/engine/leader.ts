import type { Leadership, TabMessage } from "./ports";

const heartbeatMs = 1_000;
const heartbeatTimeoutMs = 3_000;

type ChannelMessage = TabMessage | { kind: "beat" };

/**
 * Leadership over the tabs of one browser, by a Web Lock called `name`, with a BroadcastChannel of the same name. A
 * visible tab that hears no heartbeat for 3 s steals the lock: browsers stop the timers of hidden tabs. Without Web
 * Locks (plain HTTP on a network) every tab leads; receipts make double sending harmless.
 */
export function createBrowserLeadership(name: string): Leadership {
  let channel: BroadcastChannel | null = null;
  let isLeading = false;
  let isStopped = false;
  let lastBeatAt = 0;
  let status: TabMessage | null = null;
  let release: (() => void) | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  const lockRequest = new AbortController();

  const send = (message: ChannelMessage) => {
    // A closed channel throws; a stopped tab sends nothing.
    if (!isStopped) channel?.postMessage(message);
  };

  function lead(on: Parameters<Leadership["start"]>[0]): Promise<void> {
    if (isStopped) return Promise.resolve();
    isLeading = true;
    send({ kind: "beat" });
    on.lead();
    return new Promise((resolve) => {
      release = resolve;
    });
  }

  async function requestLock(on: Parameters<Leadership["start"]>[0], steal: boolean): Promise<void> {
    try {
      await navigator.locks.request(name, steal ? { steal } : { signal: lockRequest.signal }, () => lead(on));
    } catch {
      // Aborted: stopped while waiting, or the lock was stolen.
      if (isStopped) return;
      if (isLeading && !steal) {
        isLeading = false;
        on.yield();
        void requestLock(on, false);
      } else if (steal) {
        isLeading = false;
        on.yield();
      }
    }
  }

  function tick(on: Parameters<Leadership["start"]>[0]): void {
    if (isLeading) {
      send({ kind: "beat" });
      if (status) send(status);
    } else if (document.visibilityState === "visible" && Date.now() - lastBeatAt > heartbeatTimeoutMs) {
      lastBeatAt = Date.now();
      void requestLock(on, true);
    }
  }

  return {
    start(on) {
      if (typeof BroadcastChannel === "function") channel = new BroadcastChannel(name);
      channel?.addEventListener("message", ({ data }: MessageEvent<ChannelMessage>) => {
        if (data.kind === "beat") lastBeatAt = Date.now();
        else on.message(data);
      });
      if (!navigator.locks) {
        void lead(on);
        return;
      }
      lastBeatAt = Date.now();
      timer = setInterval(() => tick(on), heartbeatMs);
      void requestLock(on, false);
    },
    post(message) {
      if (message.kind === "status") status = message;
      send(message);
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
      lockRequest.abort();
      release?.();
      channel?.close();
    },
  };
}
