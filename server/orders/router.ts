import { ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { ordersOfficeRouter } from "./office/router";
import { getOwnOrder, listOwnOrders } from "./queries";
import { cancelFulfilmentSchema, orderIdSchema } from "./schema";
import { cancelShipment } from "./shipments/cancel";
import { getLinkedOrder } from "./signed-links";
import { linkedOrderSchema } from "./signed-links.schema";

/** A shopper's orders. */
export const ordersRouter = router({
  list: ownerProcedure.query(({ ctx }) => listOwnOrders(ctx)),
  get: ownerProcedure.input(orderIdSchema).query(({ ctx, input }) => getOwnOrder(ctx, input)),
  cancelShipment: ownerProcedure.input(cancelFulfilmentSchema).mutation(({ ctx, input }) => cancelShipment(ctx, input)),
  /** The order that a signed link of a message or a receipt opens, without an account; to be looked at only. */
  getByLink: publicProcedure.input(linkedOrderSchema).query(({ input }) => getLinkedOrder(input)),
  office: ordersOfficeRouter,
});
