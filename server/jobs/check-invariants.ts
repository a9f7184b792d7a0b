import { checkInvariants } from "@/server/health/commands";
import { listDueInvariants } from "@/server/health/queries";
import type { Job } from "@/server/queue/registry";

/** Checks the invariants that are due. */
export const checkInvariantsJob: Job = {
  name: "invariants.check",
  everySeconds: 60,
  run: async () => checkInvariants(await listDueInvariants()),
};
