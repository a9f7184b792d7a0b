import { consultantProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { endHelp, newCard, newHelpCode, openClient, touchClient } from "./commands";
import { currentClient, grantRows, looksAt } from "./queries";
import { grantIdSchema, openClientSchema } from "./schema";

export const clientRouter = router({
  card: ownerProcedure.mutation(({ ctx }) => newCard(ctx)),
  code: ownerProcedure.mutation(({ ctx }) => newHelpCode(ctx)),
  helpers: ownerProcedure.query(async ({ ctx }) => (await grantRows(ctx.actor.shopperId)).map((g) => g.row)),
  looks: ownerProcedure.query(({ ctx }) => looksAt(ctx.actor)),
  open: consultantProcedure.input(openClientSchema).mutation(({ ctx, input }) => openClient(ctx, input)),
  current: consultantProcedure.query(({ ctx }) => currentClient(ctx.actor)),
  /** Said by the Client page at its opening and while it is used: keeps the grant alive. */
  use: consultantProcedure.mutation(({ ctx }) => touchClient(ctx)),
  /** Of the shopper, or of the consultant on the tablet: the command tells which. */
  end: publicProcedure.input(grantIdSchema).mutation(({ ctx, input }) => endHelp(ctx, input.grantId)),
});
