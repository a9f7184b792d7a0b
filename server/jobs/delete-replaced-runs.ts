import { deleteReplacedRuns } from "@/server/queue/commands";
import type { Job } from "@/server/queue/registry";

/** Deletes failed runs that a later one replaced. */
export const deleteReplacedRunsJob: Job = { name: "jobs.delete", everySeconds: 60, run: () => deleteReplacedRuns() };
