import { consultantProcedure, officeProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { addCanary } from "./canaries";
import { canarySchema } from "./canaries.schema";
import { endHelp, newCard, newHelpCode, openClient, touchClient } from "./commands";
import { lookAtHistory } from "./history";
import { looksAt } from "./access-log";
import { looksSchema } from "./access-log.schema";
import { currentClient, grantRows } from "./queries";
import { answerRequest, askHelp } from "./requests/commands";
import { requestState } from "./requests/queries";
import { answerSchema, askHelpSchema, requestIdSchema } from "./requests/schema";
import { grantIdSchema, openClientSchema } from "./schema";

export const clientRouter = router({
  card: ownerProcedure.mutation(({ ctx }) => newCard(ctx)),
  code: ownerProcedure.mutation(({ ctx }) => newHelpCode(ctx)),
  helpers: ownerProcedure.query(async ({ ctx }) => (await grantRows(ctx.actor.shopperId)).map((g) => g.row)),
  looks: ownerProcedure.input(looksSchema).query(({ ctx, input }) => looksAt(ctx.actor, input.cursor ?? null)),
  /** The shopper's yes or no to a consultant who asked by phone number. */
  answer: ownerProcedure.input(answerSchema).mutation(({ ctx, input }) => answerRequest(ctx, input)),
  open: consultantProcedure.input(openClientSchema).mutation(({ ctx, input }) => openClient(ctx, input)),
  /** Asks whoever has a phone number to be let in; says the same of a number that nobody has. */
  ask: consultantProcedure.input(askHelpSchema).mutation(({ ctx, input }) => askHelp(ctx, input)),
  asked: consultantProcedure.input(requestIdSchema).query(({ ctx, input }) => requestState(ctx.actor, input.requestId)),
  current: consultantProcedure.query(({ ctx }) => currentClient(ctx.actor)),
  /** What the client bought before: a look that is written down, hence a mutation. */
  history: consultantProcedure.mutation(({ ctx }) => lookAtHistory(ctx)),
  /** Said by the Client page at its opening and while it is used: keeps the grant alive. */
  use: consultantProcedure.mutation(({ ctx }) => touchClient(ctx)),
  /** Lays a bait number; administrators only. */
  layCanary: officeProcedure.input(canarySchema).mutation(({ ctx, input }) => addCanary(ctx, input)),
  /** Of the shopper, or of the consultant on the tablet: the command tells which. */
  end: publicProcedure.input(grantIdSchema).mutation(({ ctx, input }) => endHelp(ctx, input.grantId)),
});
