import { publicProcedure, router } from "@/server/trpc/init";
import { listLocalMails } from "./queries";

export const messagingRouter = router({
  /** Demo mode only. */
  listLocal: publicProcedure.query(() => listLocalMails()),
});
