import { publicProcedure, router } from "@/server/trpc/init";
import { getPaymentSettings } from "./provider";

/** What everybody may know of how one can pay. */
export const paymentsRouter = router({
  settings: publicProcedure.query(() => getPaymentSettings()),
});
