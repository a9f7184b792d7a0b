import { findChangedStore } from "@/server/fittings/waitlist/reactions";
import { bus } from "@/server/platform/bus";
import { addJob } from "@/server/queue/commands";
import type { Patch } from "@/server/sync/schema";
import { waitlistsJobName } from "./process-waitlists";

function onCommitted(patch: Patch): void {
  const storeId = findChangedStore(patch);
  if (storeId) addJob(waitlistsJobName, storeId);
}

/** Adds jobs for what this process commits, until the returned function is called. Schedules find what a crash loses. */
export function startWakes(): () => void {
  bus.on("committed", onCommitted);
  return () => void bus.off("committed", onCommitted);
}
