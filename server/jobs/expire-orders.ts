import { expireOrders } from "@/server/orders/lifecycle/void";
import type { Job } from "@/server/queue/registry";

/** Voids orders whose time to pay is over. */
export const expireOrdersJob: Job = { name: "orders.expire", everySeconds: 15, run: () => expireOrders() };
