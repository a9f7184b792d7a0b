import { officeProcedure, router } from "@/server/trpc/init";
import { getHealth } from "./queries";

/** Whether the data satisfy the invariants. */
export const healthRouter = router({
  listInvariants: officeProcedure.query(({ ctx }) => getHealth(ctx)),
});
