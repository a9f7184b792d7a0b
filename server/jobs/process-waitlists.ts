import { processWaitlist } from "@/server/fittings/waitlist/reactions";
import type { Job } from "@/server/queue/registry";

/** The job that offers free times. */
export const waitlistsJobName = "waitlists.process";

/**
 * Offers free times to the waiting lists: of a store after a change of its appointments, of all by itself, so that a change
 * whose process died is found within 5 s.
 */
export const processWaitlistsJob: Job = {
  name: waitlistsJobName,
  everySeconds: 4,
  run: (storeId) => processWaitlist(storeId),
};
