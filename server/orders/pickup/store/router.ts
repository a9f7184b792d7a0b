import { consultantProcedure, router } from "@/server/trpc/init";
import { listScanCodes, listStoreQueue } from "../queries";
import { checkCodeSchema, handOverSchema, pickupIdSchema, setLineSchema } from "../schema";
import { claim, markCalled, markReady, setLineStatus, unclaim } from "./commands";
import { checkCode, handOver } from "./hand-over";
import { listStoreNotices } from "./queries";

/** The tablet's side of pickups, for the store of the current shift. */
export const storePickupRouter = router({
  listQueue: consultantProcedure.query(({ ctx }) => listStoreQueue(ctx.actor.storeId)),
  listScanCodes: consultantProcedure
    .input(pickupIdSchema)
    .query(({ ctx, input }) => listScanCodes(input.pickupId, ctx.actor.storeId)),
  listNotices: consultantProcedure.query(({ ctx }) => listStoreNotices(ctx.actor.storeId)),
  markCalled: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => markCalled(ctx, input)),
  claim: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => claim(ctx, input)),
  unclaim: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => unclaim(ctx, input)),
  setLine: consultantProcedure.input(setLineSchema).mutation(({ ctx, input }) => setLineStatus(ctx, input)),
  markReady: consultantProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => markReady(ctx, input)),
  checkCode: consultantProcedure.input(checkCodeSchema).mutation(({ ctx, input }) => checkCode(ctx, input)),
  handOver: consultantProcedure.input(handOverSchema).mutation(({ ctx, input }) => handOver(ctx, input)),
});
