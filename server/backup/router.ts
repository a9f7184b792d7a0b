import { officeProcedure, router } from "@/server/trpc/init";
import { getBackupState } from "./queries";

/** Whether this installation could be restored. */
export const backupRouter = router({
  getState: officeProcedure.query(({ ctx }) => getBackupState(ctx)),
});
