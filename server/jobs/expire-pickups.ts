import { expirePickups } from "@/server/orders/pickup/expire";
import type { Job } from "@/server/queue/registry";

/** Expires overdue pickups and releases their items. */
export const expirePickupsJob: Job = { name: "pickups.expire", everySeconds: 15, run: () => expirePickups() };
