import { ownerProcedure, router } from "@/server/trpc/init";
import { getOwnOrder, listOwnOrders } from "./queries";
import { orderIdSchema } from "./schema";

/** A shopper's orders. */
export const ordersRouter = router({
  list: ownerProcedure.query(({ ctx }) => listOwnOrders(ctx)),
  get: ownerProcedure.input(orderIdSchema).query(({ ctx, input }) => getOwnOrder(ctx, input)),
});
