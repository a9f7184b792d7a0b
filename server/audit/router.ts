import { officeProcedure, router } from "@/server/trpc/init";
import { auditPage, auditPeople } from "./queries";
import { auditFilterSchema } from "./schema";

/** The audit trail as the office reads it. */
export const auditRouter = router({
  page: officeProcedure.input(auditFilterSchema).query(({ ctx, input }) => auditPage(ctx, input)),
  people: officeProcedure.query(({ ctx }) => auditPeople(ctx)),
});
