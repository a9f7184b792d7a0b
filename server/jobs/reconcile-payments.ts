import { reconcile } from "@/server/payments/online/reconcile";
import type { Job } from "@/server/queue/registry";

/** Finds out about payments whose webhook did not come, and drives refunds on. */
export const reconcilePaymentsJob: Job = { name: "payments.reconcile", everySeconds: 10, run: () => reconcile() };
