import { refundsJobName } from "@/server/payments/online/apply-provider-state";
import { processRefunds } from "@/server/payments/online/refunds";
import { getStripe } from "@/server/payments/provider";
import type { Job } from "@/server/queue/registry";

/** Sends refunds to the provider as soon as a payment makes one; its schedule finds those whose process died, within 5 s. */
export const processRefundsJob: Job = {
  name: refundsJobName,
  everySeconds: 4,
  run: async () => (getStripe() ? processRefunds() : 0),
};
