import { consultantProcedure, router } from "@/server/trpc/init";
import { ordersOfClient, returnGoods } from "./commands";
import { findReturn } from "./queries";
import { findReturnSchema, returnGoodsSchema } from "./schema";

/** Goods that come back, on any store's tablet. */
export const storeReturnsRouter = router({
  find: consultantProcedure.input(findReturnSchema).query(({ input }) => findReturn(input)),
  /** What the client being helped may bring back: a look that is written down, hence a mutation. */
  ofClient: consultantProcedure.mutation(({ ctx }) => ordersOfClient(ctx)),
  take: consultantProcedure.input(returnGoodsSchema).mutation(({ ctx, input }) => returnGoods(ctx, input)),
});
