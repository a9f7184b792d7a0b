import { consultantProcedure, router } from "@/server/trpc/init";
import { listReturnableOrdersOfCustomer, returnItems } from "./commands";
import { getReturnableOrder } from "./queries";
import { findReturnSchema, returnItemsSchema } from "./schema";

/** Goods that come back, on any store's tablet. */
export const storeReturnsRouter = router({
  find: consultantProcedure.input(findReturnSchema).query(({ input }) => getReturnableOrder(input)),
  /** What the client being helped may bring back: a look that is written down, hence a mutation. */
  ofClient: consultantProcedure.mutation(({ ctx }) => listReturnableOrdersOfCustomer(ctx)),
  take: consultantProcedure.input(returnItemsSchema).mutation(({ ctx, input }) => returnItems(ctx, input)),
});
