import { bus } from "@/server/platform/bus";
import { log } from "@/server/platform/log";
import type { Patch } from "@/server/sync/schema";
import { endDue } from "./expire";
import { offerFree } from "./offers";

const sweepMs = 15_000;

/** Ends what time has ended and offers what is free; of one store or of all. Right whenever it runs, and however often. */
export async function followWaiting(storeId?: string): Promise<void> {
  await endDue(storeId);
  await offerFree(storeId);
}

/**
 * Looks after the waiting lists until the returned function is called: of a store right after an appointment or a place
 * of it was changed, of all every 15 s. A process that dies between a change and the look leaves it to the sweep.
 */
export function startWaiting(): () => void {
  const asked = new Set<string>();
  let running = false;
  const run = async (all: boolean) => {
    if (running) return;
    running = true;
    try {
      if (all) await followWaiting();
      for (const storeId of asked) {
        asked.delete(storeId);
        await followWaiting(storeId);
      }
    } catch (err) {
      log().error({ err }, "the waiting lists could not be looked through");
    } finally {
      running = false;
    }
  };
  const hear = (patch: Patch) => {
    const ours = patch.changes.filter((c) => c.entity === "fitting" || c.entity === "fitting_wait");
    // Each change stands in the shopper's scope too: the store's is enough.
    if (!ours.some(({ row }) => row === null || row.storeId === patch.scope)) return;
    asked.add(patch.scope);
    setImmediate(() => void run(false));
  };
  bus.on("committed", hear);
  const timer = setInterval(() => void run(true), sweepMs);
  timer.unref();
  return () => {
    bus.off("committed", hear);
    clearInterval(timer);
  };
}
