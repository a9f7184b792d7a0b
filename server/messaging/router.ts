import { publicProcedure, router } from "@/server/trpc/init";
import { localMails } from "./queries";

export const messagingRouter = router({
  /** Demo mode only. */
  localMails: publicProcedure.query(() => localMails()),
});
