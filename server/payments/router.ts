import { publicProcedure, router } from "@/server/trpc/init";
import { paymentSettings } from "./provider";

/** What everybody may know of how one can pay. */
export const paymentsRouter = router({
  settings: publicProcedure.query(() => paymentSettings()),
});
