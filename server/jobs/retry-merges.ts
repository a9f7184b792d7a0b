import type { Job } from "@/server/queue/registry";
import { retryMerges } from "@/server/shoppers/sign-in/retry-merges";

/** Retries the merges that failed at a sign-in. */
export const retryMergesJob: Job = { name: "merges.retry", everySeconds: 15, run: () => retryMerges() };
