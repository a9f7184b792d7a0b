import { consultantProcedure, router } from "@/server/trpc/init";
import { claim, delivered, label, pack, send, unclaim } from "./commands";
import { declineLine } from "./shortages";
import { parcelsOnTheWay } from "./queries";
import { declineParcelLineSchema, parcelIdSchema, sendParcelSchema } from "./schema";

/** Deliveries on the tablet of the store that sends them; those to do are rows of the store's scope. */
export const storeParcelsRouter = router({
  onTheWay: consultantProcedure.query(({ ctx }) => parcelsOnTheWay(ctx.actor.storeId)),
  claim: consultantProcedure.input(parcelIdSchema).mutation(({ ctx, input }) => claim(ctx, input)),
  unclaim: consultantProcedure.input(parcelIdSchema).mutation(({ ctx, input }) => unclaim(ctx, input)),
  declineLine: consultantProcedure.input(declineParcelLineSchema).mutation(({ ctx, input }) => declineLine(ctx, input)),
  pack: consultantProcedure.input(parcelIdSchema).mutation(({ ctx, input }) => pack(ctx, input)),
  /** Whom it goes to: a look that is written down, hence a mutation. */
  label: consultantProcedure.input(parcelIdSchema).mutation(({ ctx, input }) => label(ctx, input)),
  send: consultantProcedure.input(sendParcelSchema).mutation(({ ctx, input }) => send(ctx, input)),
  delivered: consultantProcedure.input(parcelIdSchema).mutation(({ ctx, input }) => delivered(ctx, input)),
});
