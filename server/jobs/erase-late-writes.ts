import { eraseLateWrites } from "@/server/privacy/erasure";
import type { Job } from "@/server/queue/registry";

/** Erases again what requests in progress wrote after an erasure. */
export const eraseLateWritesJob: Job = { name: "erasures.recheck", everySeconds: 15, run: () => eraseLateWrites() };
