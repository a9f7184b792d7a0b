import { bus } from "@/server/platform/bus";
import { log } from "@/server/platform/log";
import type { Patch } from "@/server/sync/schema";
import { expireDue } from "./expire";
import { offerFreeSlots } from "./offers";

const sweepIntervalMs = 15_000;

/** Expires what is due and offers what is free; of one store or of all. Idempotent. */
export async function processWaitlist(storeId?: string): Promise<void> {
  await expireDue(storeId);
  await offerFreeSlots(storeId);
}

/**
 * Processes the waitlists until the returned function is called: of a store right after a change of its appointments or
 * entries, of all every 15 s. After a crash in between, the sweep takes over.
 */
export function startWaitlist(): () => void {
  const changedStores = new Set<string>();
  let running = false;
  const run = async (all: boolean) => {
    if (running) return;
    running = true;
    try {
      if (all) await processWaitlist();
      for (const storeId of changedStores) {
        changedStores.delete(storeId);
        await processWaitlist(storeId);
      }
    } catch (err) {
      log().error({ err }, "the waiting lists could not be looked through");
    } finally {
      running = false;
    }
  };
  const onCommitted = (patch: Patch) => {
    const relevant = patch.changes.filter((c) => c.entity === "fitting" || c.entity === "fitting_wait");
    // Each change is in the shopper's scope too: the store's is enough.
    if (!relevant.some(({ row }) => row === null || row.storeId === patch.scope)) return;
    changedStores.add(patch.scope);
    setImmediate(() => void run(false));
  };
  bus.on("committed", onCommitted);
  const timer = setInterval(() => void run(true), sweepIntervalMs);
  timer.unref();
  return () => {
    bus.off("committed", onCommitted);
    clearInterval(timer);
  };
}
