import { consultantProcedure, officeProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { listAccessLog } from "./access-log";
import { accessLogSchema } from "./access-log.schema";
import { addCanary } from "./canaries";
import { createCard, createHelpCode, endAssistance, extendAssistance, openAssistance } from "./commands";
import { viewPurchaseHistory } from "./history";
import { findAssistedShopper, listGrantRows } from "./queries";
import { answerRequest, requestAssistance } from "./requests/commands";
import { getRequestState } from "./requests/queries";
import { answerRequestSchema, requestAssistanceSchema, requestIdSchema } from "./requests/schema";
import { canarySchema, grantIdSchema, openAssistanceSchema } from "./schema";

export const assistanceRouter = router({
  card: ownerProcedure.mutation(({ ctx }) => createCard(ctx)),
  code: ownerProcedure.mutation(({ ctx }) => createHelpCode(ctx)),
  helpers: ownerProcedure.query(async ({ ctx }) => (await listGrantRows(ctx.actor.shopperId)).map((g) => g.row)),
  looks: ownerProcedure
    .input(accessLogSchema)
    .query(({ ctx, input }) => listAccessLog(ctx.actor, input.cursor ?? null)),
  /** The shopper's yes or no to a consultant who asked by phone number. */
  answer: ownerProcedure.input(answerRequestSchema).mutation(({ ctx, input }) => answerRequest(ctx, input)),
  open: consultantProcedure.input(openAssistanceSchema).mutation(({ ctx, input }) => openAssistance(ctx, input)),
  /** Asks whoever has a phone number to be let in; says the same of a number that nobody has. */
  ask: consultantProcedure.input(requestAssistanceSchema).mutation(({ ctx, input }) => requestAssistance(ctx, input)),
  asked: consultantProcedure
    .input(requestIdSchema)
    .query(({ ctx, input }) => getRequestState(ctx.actor, input.requestId)),
  current: consultantProcedure.query(({ ctx }) => findAssistedShopper(ctx.actor)),
  /** What the client bought before: a look that is written down, hence a mutation. */
  history: consultantProcedure.mutation(({ ctx }) => viewPurchaseHistory(ctx)),
  /** Said by the Client page at its opening and while it is used: keeps the grant alive. */
  use: consultantProcedure.mutation(({ ctx }) => extendAssistance(ctx)),
  /** Lays a bait number; administrators only. */
  layCanary: officeProcedure.input(canarySchema).mutation(({ ctx, input }) => addCanary(ctx, input)),
  /** Of the shopper, or of the consultant on the tablet: the command tells which. */
  end: publicProcedure.input(grantIdSchema).mutation(({ ctx, input }) => endAssistance(ctx, input.grantId)),
});
