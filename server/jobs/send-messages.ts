import { deliverDue, messagesJobName } from "@/server/messaging/outbox";
import type { Job } from "@/server/queue/registry";

/** Sends messages that are due: woken by each commit that queued one, and for retries and for those whose process died. */
export const sendMessagesJob: Job = { name: messagesJobName, everySeconds: 3, run: () => deliverDue() };
