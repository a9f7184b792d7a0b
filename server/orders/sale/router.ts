import { consultantProcedure, router } from "@/server/trpc/init";
import { saleQuoteSchema, saleSchema } from "../quote/schema";
import { orderIdSchema } from "../schema";
import { cancelSale, saleStatus, sell, takeCash } from "./commands";
import { sellPickup } from "./sell-pickup";
import { sellPickupSchema } from "./sell-pickup.schema";
import { clientDraft, saleQuote } from "./queries";
import { clientSchema } from "./schema";

/** Selling at the tablet: what is taken along, picked up elsewhere or sent home, paid at once. */
export const saleRouter = router({
  quote: consultantProcedure.input(saleQuoteSchema).query(({ ctx, input }) => saleQuote(ctx.actor, input)),
  clientDraft: consultantProcedure
    .input(clientSchema)
    .query(({ ctx, input }) => clientDraft(ctx.actor, input.shopperId)),
  place: consultantProcedure.input(saleSchema).mutation(({ ctx, input }) => sell(ctx, input)),
  pickup: consultantProcedure.input(sellPickupSchema).mutation(({ ctx, input }) => sellPickup(ctx, input)),
  cash: consultantProcedure.input(orderIdSchema).mutation(({ ctx, input }) => takeCash(ctx, input)),
  status: consultantProcedure.input(orderIdSchema).mutation(({ ctx, input }) => saleStatus(ctx, input)),
  cancel: consultantProcedure.input(orderIdSchema).mutation(({ ctx, input }) => cancelSale(ctx, input)),
});
