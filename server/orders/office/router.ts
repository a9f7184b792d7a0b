import { officeProcedure, router } from "@/server/trpc/init";
import { orderIdSchema } from "../schema";
import { lookAtContact } from "./commands";
import { officeOrder, officeOrders } from "./queries";
import { officeOrdersSchema } from "./schema";

/** Orders at the office. */
export const ordersOfficeRouter = router({
  list: officeProcedure.input(officeOrdersSchema).query(({ ctx, input }) => officeOrders(ctx, input)),
  get: officeProcedure.input(orderIdSchema).query(({ ctx, input }) => officeOrder(ctx, input)),
  /** Contact and address in full: a look that is written down, hence a mutation. */
  contact: officeProcedure.input(orderIdSchema).mutation(({ ctx, input }) => lookAtContact(ctx, input)),
});
