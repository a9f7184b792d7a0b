import { publicProcedure, router } from "@/server/trpc/init";
import { getPaymentSettings } from "./provider";

/** Public payment settings. */
export const paymentsRouter = router({
  getSettings: publicProcedure.query(() => getPaymentSettings()),
});
