import { consultantProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { setItems } from "./items";
import { getShopperFitting, listShopperFittings } from "./queries";
import { cancelRequest, claimRequest, markBrought, releaseRequest, requestItem } from "./requests";
import { fittingSchema, itemsSchema, nextSlotSchema, requestItemSchema, requestSchema, slotsSchema } from "./schema";
import { findNextSlot, getStoreSlots } from "./slots";

/** What a room asks for, as the store sees it. */
export const fittingsStoreRouter = router({
  claimRequest: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => claimRequest(ctx, input)),
  releaseRequest: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => releaseRequest(ctx, input)),
  markBrought: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => markBrought(ctx, input)),
});

export const fittingsRouter = router({
  listSlots: publicProcedure.input(slotsSchema).query(({ input }) => getStoreSlots(input)),
  findNextSlot: publicProcedure.input(nextSlotSchema).query(({ input }) => findNextSlot(input.storeId)),
  list: ownerProcedure.query(({ ctx }) => listShopperFittings(ctx.actor.shopperId)),
  get: ownerProcedure
    .input(fittingSchema)
    .query(({ ctx, input }) => getShopperFitting(ctx.actor.shopperId, input.fittingId)),
  setItems: ownerProcedure.input(itemsSchema).mutation(({ ctx, input }) => setItems(ctx, input)),
  requestItem: ownerProcedure.input(requestItemSchema).mutation(({ ctx, input }) => requestItem(ctx, input)),
  cancelRequest: ownerProcedure.input(requestSchema).mutation(({ ctx, input }) => cancelRequest(ctx, input)),
});
