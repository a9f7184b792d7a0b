import { createCounter, createGauge } from "@/server/platform/metrics";
import { countJobs } from "./queries";

const labelNames = ["job"] as const;
const runs = createCounter({ name: "selvedge_job_runs_total", help: "Runs of the job that ended", labelNames });
const failures = createCounter({
  name: "selvedge_job_failures_total",
  help: "Runs of the job that failed",
  labelNames,
});
const lastSuccess = createGauge({
  name: "selvedge_job_last_success_timestamp_seconds",
  help: "When the job last succeeded in this process",
  labelNames,
  aggregator: "max",
});

/** Counts a run of a job that has ended; `name` is one of the registry's. */
export function countRun(name: string, succeeded: boolean): void {
  runs.inc({ job: name });
  failures.inc({ job: name }, succeeded ? 0 : 1);
  if (succeeded) lastSuccess.set({ job: name }, Date.now() / 1000);
}

/** A number of the whole cluster's jobs; without the database it is not known. */
function registerJobGauge(state: "waiting" | "failed", help: string): void {
  createGauge({
    name: `selvedge_jobs_${state}`,
    help,
    // Every process reads the same rows.
    aggregator: "max",
    async collect() {
      const counts = await countJobs().catch(() => null);
      this.remove();
      if (counts) this.set(counts[state]);
    },
  });
}

registerJobGauge("waiting", "Jobs that are due and wait");
registerJobGauge("failed", "Jobs that were given up or keep failing");
