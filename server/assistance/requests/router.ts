import { consultantProcedure, ownerProcedure, router } from "@/server/trpc/init";
import { answerRequest, requestAssistance } from "./commands";
import { getRequestState } from "./queries";
import { answerRequestSchema, requestAssistanceSchema, requestIdSchema } from "./schema";

/** A request by phone number, as the consultant makes it. */
export const assistanceRequestsStoreRouter = router({
  /** Asks the owner of a phone number for access; an unknown number gets the same answer. */
  request: consultantProcedure
    .input(requestAssistanceSchema)
    .mutation(({ ctx, input }) => requestAssistance(ctx, input)),
  getRequest: consultantProcedure
    .input(requestIdSchema)
    .query(({ ctx, input }) => getRequestState(ctx.actor, input.requestId)),
});

/** A request by phone number, as the shopper answers it. */
export const assistanceRequestsRouter = router({
  /** The shopper's yes or no to a consultant who asked by phone number. */
  answer: ownerProcedure.input(answerRequestSchema).mutation(({ ctx, input }) => answerRequest(ctx, input)),
});
