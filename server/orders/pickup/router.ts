import { ownerProcedure, router } from "@/server/trpc/init";
import { cancel, extend, reserve } from "./commands";
import { listOwnPickups } from "./queries";
import { pickupIdSchema, reserveSchema } from "./schema";

/** A shopper's reservations. */
export const pickupRouter = router({
  mine: ownerProcedure.query(({ ctx }) => listOwnPickups(ctx)),
  reserve: ownerProcedure.input(reserveSchema).mutation(({ ctx, input }) => reserve(ctx, input)),
  extend: ownerProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => extend(ctx, input)),
  cancel: ownerProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => cancel(ctx, input)),
});
