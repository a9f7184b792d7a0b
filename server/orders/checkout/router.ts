import { ownerProcedure, router } from "@/server/trpc/init";
import { getQuote } from "../quote/queries";
import { draftSchema, quoteSchema } from "../quote/schema";
import { orderIdSchema } from "../schema";
import { cancelUnpaidOrder, checkContact, place, refreshAfterPayment, resumePayment } from "./commands";
import { findDraft } from "./queries";
import { saveDraft } from "./save-draft";
import { checkoutReturnSchema, draftChangeSchema, placeSchema } from "./schema";

/** From the cart to the hosted page and back. */
export const checkoutRouter = router({
  quote: ownerProcedure.input(quoteSchema).query(({ ctx, input }) => getQuote(ctx.actor, input.country)),
  getDraft: ownerProcedure.query(({ ctx }) => findDraft(ctx.actor.shopperId)),
  saveDraft: ownerProcedure.input(draftChangeSchema).mutation(({ ctx, input }) => saveDraft(ctx, input)),
  checkContact: ownerProcedure.input(draftSchema).mutation(({ ctx, input }) => checkContact(ctx, input)),
  place: ownerProcedure.input(placeSchema).mutation(({ ctx, input }) => place(ctx, input)),
  resume: ownerProcedure.input(orderIdSchema).mutation(({ ctx, input }) => resumePayment(ctx, input)),
  cancel: ownerProcedure.input(orderIdSchema).mutation(({ ctx, input }) => cancelUnpaidOrder(ctx, input)),
  refresh: ownerProcedure.input(checkoutReturnSchema).mutation(({ ctx, input }) => refreshAfterPayment(ctx, input)),
});
