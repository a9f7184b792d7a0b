import { ownerProcedure, router } from "@/server/trpc/init";
import { acceptOffer, join, leave, restore } from "./commands";
import { listShopperEntries } from "./queries";
import { joinSchema, waitlistEntrySchema } from "./schema";

export const waitlistRouter = router({
  list: ownerProcedure.query(({ ctx }) => listShopperEntries(ctx.actor.shopperId)),
  join: ownerProcedure.input(joinSchema).mutation(({ ctx, input }) => join(ctx, input)),
  acceptOffer: ownerProcedure.input(waitlistEntrySchema).mutation(({ ctx, input }) => acceptOffer(ctx, input)),
  restore: ownerProcedure.input(waitlistEntrySchema).mutation(({ ctx, input }) => restore(ctx, input)),
  leave: ownerProcedure.input(waitlistEntrySchema).mutation(({ ctx, input }) => leave(ctx, input)),
});
