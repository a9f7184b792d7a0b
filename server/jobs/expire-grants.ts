import { expireIdleGrants } from "@/server/assistance/grants";
import { createSystemCtx } from "@/server/platform/context";
import type { Job } from "@/server/queue/registry";

/** Ends unused consents to a look at a cart. */
export const expireGrantsJob: Job = {
  name: "grants.expire",
  everySeconds: 15,
  run: () => expireIdleGrants(createSystemCtx("sweep")),
};
