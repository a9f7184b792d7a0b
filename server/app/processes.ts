import cluster, { type Worker } from "node:cluster";
import { log } from "@/server/platform/log";

/** A process that keeps dying is started again after 250 ms, doubled each time up to half a minute. */
const firstDelayMs = 250;
const longestDelayMs = 30_000;
/** One that ran for so long died by chance: it is started again at once. */
const steadyMs = 60_000;
/** A process that does not stop by itself, which it tries for 10 s, is killed. */
const killAfterMs = 12_000;

type Place = { worker: Worker; startedAt: number; deaths: number };

export type Processes = {
  /** Stops all; resolves when the last has ended. */
  stop(): Promise<void>;
  /** Replaces one after another: the next stops only when its successor answers requests. */
  restart(): Promise<void>;
};

/** Waits until the worker listens, which it does when everything is ready; false when it died before. */
const waitForListening = (worker: Worker): Promise<boolean> =>
  new Promise((resolve) => {
    worker.once("listening", () => resolve(true));
    worker.once("exit", () => resolve(false));
  });

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const exit = new Promise((resolve) => worker.once("exit", resolve));
  // Gets no further connection: one that is handed to it as it ends would never be answered.
  if (worker.isConnected()) worker.disconnect();
  const timer = setTimeout(() => worker.process.kill("SIGKILL"), killAfterMs);
  worker.process.kill("SIGTERM");
  await exit;
  clearTimeout(timer);
}

/**
 * Starts `count` processes of this program, one after another, which share one listener, and keeps them running: one
 * that dies is started again. `env` is added to their environment. Throws when the first does not start.
 */
export async function startProcesses(count: number, exec: string, env: Record<string, string>): Promise<Processes> {
  cluster.setupPrimary({ exec, args: [] });
  const places = new Set<Place>();
  const ending = new Set<Promise<void>>();
  let stopping = false;

  function fork(deaths = 0): Place {
    const place: Place = { worker: cluster.fork(env), startedAt: performance.now(), deaths };
    places.add(place);
    place.worker.once("exit", (code, signal) => {
      if (!places.delete(place) || stopping) return;
      const sudden = performance.now() - place.startedAt > steadyMs ? 0 : place.deaths + 1;
      log().error({ code, signal, deaths: sudden }, "a server process died and is started again");
      const delay = sudden === 0 ? 0 : Math.min(firstDelayMs * 2 ** (sudden - 1), longestDelayMs);
      setTimeout(() => !stopping && fork(sudden), delay);
    });
    return place;
  }
  const first = fork();
  const started = await waitForListening(first.worker);
  for (let i = 1; i < count && started && !stopping; i++) await waitForListening(fork().worker);

  let restarting: Promise<void> = Promise.resolve();
  async function restartAll(): Promise<void> {
    for (const old of [...places]) {
      if (stopping || !places.has(old)) continue;
      // A successor that cannot start leaves the old ones as they are.
      if (!(await waitForListening(fork().worker))) return;
      places.delete(old);
      const ended = end(old.worker).finally(() => ending.delete(ended));
      ending.add(ended);
      await ended;
    }
  }
  const processes: Processes = {
    async stop() {
      stopping = true;
      await Promise.all([...[...places].map(({ worker }) => end(worker)), ...ending]);
    },
    restart() {
      restarting = restarting.then(restartAll);
      return restarting;
    },
  };
  if (!started) {
    await processes.stop();
    throw new Error("the first server process did not start; its message is above");
  }
  return processes;
}
