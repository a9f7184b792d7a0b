import { officeProcedure, router } from "@/server/trpc/init";
import { listAuditActors, listAuditEntries } from "./queries";
import { auditFilterSchema } from "./schema";

/** The audit trail as the office reads it. */
export const auditRouter = router({
  list: officeProcedure.input(auditFilterSchema).query(({ ctx, input }) => listAuditEntries(ctx, input)),
  listPeople: officeProcedure.query(({ ctx }) => listAuditActors(ctx)),
});
