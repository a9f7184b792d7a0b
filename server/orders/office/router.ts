import { officeProcedure, router } from "@/server/trpc/init";
import { orderIdSchema } from "../schema";
import { revealContact } from "./commands";
import { getOfficeOrder, listOfficeOrders } from "./queries";
import { officeOrdersSchema } from "./schema";

/** Orders at the office. */
export const ordersOfficeRouter = router({
  list: officeProcedure.input(officeOrdersSchema).query(({ ctx, input }) => listOfficeOrders(ctx, input)),
  get: officeProcedure.input(orderIdSchema).query(({ ctx, input }) => getOfficeOrder(ctx, input)),
  /** Contact and address in full: the access is logged, hence a mutation. */
  revealContact: officeProcedure.input(orderIdSchema).mutation(({ ctx, input }) => revealContact(ctx, input)),
});
