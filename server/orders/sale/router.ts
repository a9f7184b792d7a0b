import { consultantProcedure, router } from "@/server/trpc/init";
import { orderIdSchema } from "../schema";
import { acceptCash, cancelSale, getSaleStatus, sell } from "./commands";
import { getCustomerDraft, getSaleQuote } from "./queries";
import { saleCustomerSchema, saleQuoteSchema, saleSchema, sellPickupSchema } from "./schema";
import { sellPickup } from "./sell-pickup";

/** Sales at the tablet: items taken along, picked up elsewhere or delivered, paid at once. */
export const saleRouter = router({
  quote: consultantProcedure.input(saleQuoteSchema).query(({ ctx, input }) => getSaleQuote(ctx.actor, input)),
  getCustomerDraft: consultantProcedure
    .input(saleCustomerSchema)
    .query(({ ctx, input }) => getCustomerDraft(ctx.actor, input.shopperId)),
  place: consultantProcedure.input(saleSchema).mutation(({ ctx, input }) => sell(ctx, input)),
  sellPickup: consultantProcedure.input(sellPickupSchema).mutation(({ ctx, input }) => sellPickup(ctx, input)),
  acceptCash: consultantProcedure.input(orderIdSchema).mutation(({ ctx, input }) => acceptCash(ctx, input)),
  getStatus: consultantProcedure.input(orderIdSchema).mutation(({ ctx, input }) => getSaleStatus(ctx, input)),
  cancel: consultantProcedure.input(orderIdSchema).mutation(({ ctx, input }) => cancelSale(ctx, input)),
});
