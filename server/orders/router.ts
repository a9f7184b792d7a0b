import { ownerProcedure, router } from "@/server/trpc/init";
import { cancelParcel } from "./shipments/cancel";
import { lookUpRouter } from "./guest-access/router";
import { pickupRouter } from "./pickup/router";
import { myOrder, myOrders } from "./queries";
import { cancelFulfilmentSchema, orderIdSchema } from "./schema";
import { sharedRouter } from "./signed-links/router";

/** A shopper's orders and reservations. */
export const ordersRouter = router({
  mine: ownerProcedure.query(({ ctx }) => myOrders(ctx)),
  get: ownerProcedure.input(orderIdSchema).query(({ ctx, input }) => myOrder(ctx, input)),
  cancelParcel: ownerProcedure.input(cancelFulfilmentSchema).mutation(({ ctx, input }) => cancelParcel(ctx, input)),
  lookUp: lookUpRouter,
  shared: sharedRouter,
  pickup: pickupRouter,
});
