import { officeProcedure, router } from "@/server/trpc/init";
import { runAgain } from "./commands";
import { listFailedWork } from "./queries";
import { runAgainSchema } from "./schema";

/** Background work that failed. */
export const jobsRouter = router({
  listFailed: officeProcedure.query(({ ctx }) => listFailedWork(ctx)),
  runAgain: officeProcedure.input(runAgainSchema).mutation(({ ctx, input }) => runAgain(ctx, input)),
});
