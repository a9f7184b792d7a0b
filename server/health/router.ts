import { officeProcedure, router } from "@/server/trpc/init";
import { getHealth } from "./queries";

/** Whether the data are as they must be. */
export const healthRouter = router({
  invariants: officeProcedure.query(({ ctx }) => getHealth(ctx)),
});
