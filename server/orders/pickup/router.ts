import { ownerProcedure, router } from "@/server/trpc/init";
import { cancel, extend } from "./commands";
import { listOwnPickups } from "./queries";
import { reserve } from "./reserve";
import { pickupIdSchema, reserveSchema } from "./schema";

/** A shopper's reservations. */
export const reservationsRouter = router({
  list: ownerProcedure.query(({ ctx }) => listOwnPickups(ctx)),
  create: ownerProcedure.input(reserveSchema).mutation(({ ctx, input }) => reserve(ctx, input)),
  extend: ownerProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => extend(ctx, input)),
  cancel: ownerProcedure.input(pickupIdSchema).mutation(({ ctx, input }) => cancel(ctx, input)),
});
