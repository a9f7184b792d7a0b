import { sendDueReminders } from "@/server/orders/pickup/remind";
import type { Job } from "@/server/queue/registry";

/** Reminds of pickups that end soon. */
export const remindOfPickupsJob: Job = { name: "pickups.remind", everySeconds: 15, run: () => sendDueReminders() };
