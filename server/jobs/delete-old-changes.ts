import type { Job } from "@/server/queue/registry";
import { sweepRetention } from "@/server/sync/retention";

/** Deletes changes that no device needs any more. */
export const deleteOldChangesJob: Job = { name: "changes.delete", everySeconds: 600, run: () => sweepRetention() };
