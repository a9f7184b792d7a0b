import { consultantProcedure, router } from "@/server/trpc/init";
import { checkCode, handOver } from "./hand-over";
import { toldInStore } from "./queries";
import { scanCodes, storeQueue } from "../queries";
import { checkCodeSchema, handOverSchema, pickupIdSchema, setLineSchema } from "../schema";
import { called, claim, ready, setLine, unclaim } from "./commands";

/** The tablet's side of pick-ups, for the store of the running shift. */
export const storePickupRouter = router({
  queue: consultantProcedure.query(({ ctx }) => storeQueue(ctx.actor.storeId)),
  scanCodes: consultantProcedure
    .input(pickupIdSchema)
    .query(({ ctx, input }) => scanCodes(input.pickupId, ctx.actor.storeId)),
  told: consultantProcedure.query(({ ctx }) => toldInStore(ctx.actor.storeId)),
  called: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => called(ctx, input)),
  claim: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => claim(ctx, input)),
  unclaim: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => unclaim(ctx, input)),
  setLine: consultantProcedure.input(setLineSchema).mutation(({ ctx, input }) => setLine(ctx, input)),
  ready: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => ready(ctx, input)),
  checkCode: consultantProcedure.input(checkCodeSchema).mutation(({ ctx, input }) => checkCode(ctx, input)),
  handOver: consultantProcedure.input(handOverSchema).mutation(({ ctx, input }) => handOver(ctx, input)),
});
