import { ownerProcedure, router } from "@/server/trpc/init";
import { orderIdSchema } from "../schema";
import { checkContact, giveUp, place, resume, returned, saveDraft } from "./commands";
import { draftOf, quote } from "../quote/queries";
import { draftSchema, placeSchema, quoteSchema, returnSchema } from "../quote/schema";

/** From the cart to the hosted page and back. */
export const checkoutRouter = router({
  quote: ownerProcedure.input(quoteSchema).query(({ ctx, input }) => quote(ctx.actor, input.country)),
  draft: ownerProcedure.query(({ ctx }) => draftOf(ctx.actor.shopperId)),
  saveDraft: ownerProcedure.input(draftSchema).mutation(({ ctx, input }) => saveDraft(ctx, input)),
  checkContact: ownerProcedure.input(draftSchema).mutation(({ ctx, input }) => checkContact(ctx, input)),
  place: ownerProcedure.input(placeSchema).mutation(({ ctx, input }) => place(ctx, input)),
  resume: ownerProcedure.input(orderIdSchema).mutation(({ ctx, input }) => resume(ctx, input)),
  giveUp: ownerProcedure.input(orderIdSchema).mutation(({ ctx, input }) => giveUp(ctx, input)),
  returned: ownerProcedure.input(returnSchema).mutation(({ ctx, input }) => returned(ctx, input)),
});
