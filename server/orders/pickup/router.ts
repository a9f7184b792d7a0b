import { ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { getLinkedPickup } from "../signed-links";
import { linkedPickupSchema } from "../signed-links.schema";
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
  /** The reservation that a signed link of a message opens, without an account; to be looked at only. */
  getByLink: publicProcedure.input(linkedPickupSchema).query(({ input }) => getLinkedPickup(input)),
});
