import { consultantProcedure, router } from "@/server/trpc/init";
import { listReturnableOrdersOfCustomer, returnItems } from "./commands";
import { getReturnableOrder } from "./queries";
import { findReturnSchema, returnItemsSchema } from "./schema";

/** Returns, on any store's tablet. */
export const storeReturnsRouter = router({
  find: consultantProcedure.input(findReturnSchema).query(({ input }) => getReturnableOrder(input)),
  /** What the assisted customer may return: the access is logged, hence a mutation. */
  listOfCustomer: consultantProcedure.mutation(({ ctx }) => listReturnableOrdersOfCustomer(ctx)),
  create: consultantProcedure.input(returnItemsSchema).mutation(({ ctx, input }) => returnItems(ctx, input)),
});
