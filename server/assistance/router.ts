import { consultantProcedure, officeProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { listAccessLog } from "./access-log";
import { accessLogSchema } from "./access-log.schema";
import { addCanary } from "./canaries";
import { createCard, createHelpCode, endAssistance, extendAssistance, openAssistance } from "./commands";
import { viewPurchaseHistory } from "./history";
import { findAssistedShopper, listGrantRows } from "./queries";
import { canarySchema, grantIdSchema, openAssistanceSchema } from "./schema";

/** The consultant's side, on the tablet of the running shift. */
export const assistanceStoreRouter = router({
  open: consultantProcedure.input(openAssistanceSchema).mutation(({ ctx, input }) => openAssistance(ctx, input)),
  get: consultantProcedure.query(({ ctx }) => findAssistedShopper(ctx.actor)),
  /** What the customer bought before: the access is logged, hence a mutation. */
  listPurchases: consultantProcedure.mutation(({ ctx }) => viewPurchaseHistory(ctx)),
  /** Keeps the grant alive while the page is open and used. */
  extend: consultantProcedure.mutation(({ ctx }) => extendAssistance(ctx)),
});

/** A shopper who lets a consultant help, and the consultant who does. */
export const assistanceRouter = router({
  createCard: ownerProcedure.mutation(({ ctx }) => createCard(ctx)),
  createCode: ownerProcedure.mutation(({ ctx }) => createHelpCode(ctx)),
  listGrants: ownerProcedure.query(async ({ ctx }) => (await listGrantRows(ctx.actor.shopperId)).map((g) => g.row)),
  listAccess: ownerProcedure
    .input(accessLogSchema)
    .query(({ ctx, input }) => listAccessLog(ctx.actor, input.cursor ?? null)),
  /** By the shopper, or by the consultant on the tablet: the command tells which. */
  end: publicProcedure.input(grantIdSchema).mutation(({ ctx, input }) => endAssistance(ctx, input.grantId)),
  office: router({
    /** Adds a canary number; administrators only. */
    addCanary: officeProcedure.input(canarySchema).mutation(({ ctx, input }) => addCanary(ctx, input)),
  }),
});
