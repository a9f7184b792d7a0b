import { ownerProcedure, router } from "@/server/trpc/init";
import { join, leave, restore, take } from "./commands";
import { waitsOfShopper } from "./queries";
import { joinSchema, waitSchema } from "./schema";

export const waitingRouter = router({
  mine: ownerProcedure.query(({ ctx }) => waitsOfShopper(ctx.actor.shopperId)),
  join: ownerProcedure.input(joinSchema).mutation(({ ctx, input }) => join(ctx, input)),
  take: ownerProcedure.input(waitSchema).mutation(({ ctx, input }) => take(ctx, input)),
  restore: ownerProcedure.input(waitSchema).mutation(({ ctx, input }) => restore(ctx, input)),
  leave: ownerProcedure.input(waitSchema).mutation(({ ctx, input }) => leave(ctx, input)),
});
