import { failStalledRuns } from "@/server/catalogue/import/runs";
import type { Job } from "@/server/queue/registry";

/** Ends imports whose process died. */
export const failImportsJob: Job = { name: "imports.fail", everySeconds: 15, run: () => failStalledRuns() };
