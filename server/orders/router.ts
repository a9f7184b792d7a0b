import { ownerProcedure, router } from "@/server/trpc/init";
import { guestAccessRouter } from "./guest-access/router";
import { pickupRouter } from "./pickup/router";
import { getOwnOrder, listOwnOrders } from "./queries";
import { cancelFulfilmentSchema, orderIdSchema } from "./schema";
import { cancelShipment } from "./shipments/cancel";
import { signedLinksRouter } from "./signed-links/router";

/** A shopper's orders and reservations. */
export const ordersRouter = router({
  mine: ownerProcedure.query(({ ctx }) => listOwnOrders(ctx)),
  get: ownerProcedure.input(orderIdSchema).query(({ ctx, input }) => getOwnOrder(ctx, input)),
  cancelParcel: ownerProcedure.input(cancelFulfilmentSchema).mutation(({ ctx, input }) => cancelShipment(ctx, input)),
  lookUp: guestAccessRouter,
  shared: signedLinksRouter,
  pickup: pickupRouter,
});
