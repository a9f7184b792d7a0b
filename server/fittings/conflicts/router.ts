import { officeProcedure, ownerProcedure, router } from "@/server/trpc/init";
import { fittingSchema } from "../schema";
import { listAlternatives, listConflicts } from "./queries";

/** Appointments that a change of hours or rooms no longer fits, as their shoppers solve them. */
export const fittingsConflictsRouter = router({
  findAlternatives: ownerProcedure.input(fittingSchema).query(({ ctx, input }) => listAlternatives(ctx, input)),
});

/** The same appointments, as the office sees them. */
export const fittingsConflictsOfficeRouter = router({
  listConflicts: officeProcedure.query(({ ctx }) => listConflicts(ctx)),
});
