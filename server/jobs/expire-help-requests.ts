import { expireRequests } from "@/server/assistance/requests/commands";
import type { Job } from "@/server/queue/registry";

/** Ends unanswered requests for help. */
export const expireHelpRequestsJob: Job = {
  name: "help-requests.expire",
  everySeconds: 15,
  run: () => expireRequests(),
};
