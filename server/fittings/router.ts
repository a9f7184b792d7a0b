import {
  consultantProcedure,
  officeProcedure,
  ownerProcedure,
  publicProcedure,
  router,
  storeDeviceProcedure,
} from "@/server/trpc/init";
import { book } from "./booking/commands";
import { cancel, reschedule, restore } from "./booking/reschedule";
import { listAlternatives, listConflicts } from "./conflicts/queries";
import { bookWalkIn, cancelByStore, checkIn, finish, markNoShow, setItemInRoom, undoMove } from "./desk/commands";
import { startPreparation, stopPreparation } from "./desk/prepare";
import { getStoreDay } from "./desk/queries";
import { setItems } from "./items";
import { getShopperFitting, listShopperFittings } from "./queries";
import { cancelRequest, claimRequest, markBrought, releaseRequest, requestItem } from "./requests";
import {
  bookSchema,
  daySchema,
  fittingSchema,
  itemsSchema,
  nextSlotSchema,
  requestItemSchema,
  requestSchema,
  rescheduleSchema,
  setItemInRoomSchema,
  slotsSchema,
  walkInSchema,
} from "./schema";
import { findNextSlot, getStoreSlots } from "./slots";
import { waitlistRouter } from "./waitlist/router";

/** The store's side: a consultant with a current shift acts, an enrolled tablet may read. */
const deskRouter = router({
  day: storeDeviceProcedure.input(daySchema).query(({ ctx, input }) => getStoreDay(ctx.device.storeId, input.date)),
  walkIn: consultantProcedure.input(walkInSchema).mutation(({ ctx, input }) => bookWalkIn(ctx, input)),
  checkIn: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => checkIn(ctx, input)),
  finish: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => finish(ctx, input)),
  noShow: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => markNoShow(ctx, input)),
  dismiss: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => cancelByStore(ctx, input)),
  undo: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => undoMove(ctx, input)),
  prepare: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => startPreparation(ctx, input)),
  leave: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => stopPreparation(ctx, input)),
  hang: consultantProcedure.input(setItemInRoomSchema).mutation(({ ctx, input }) => setItemInRoom(ctx, input)),
  claim: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => claimRequest(ctx, input)),
  release: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => releaseRequest(ctx, input)),
  bring: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => markBrought(ctx, input)),
});

export const fittingsRouter = router({
  slots: publicProcedure.input(slotsSchema).query(({ input }) => getStoreSlots(input)),
  next: publicProcedure.input(nextSlotSchema).query(({ input }) => findNextSlot(input.storeId)),
  mine: ownerProcedure.query(({ ctx }) => listShopperFittings(ctx.actor.shopperId)),
  get: ownerProcedure
    .input(fittingSchema)
    .query(({ ctx, input }) => getShopperFitting(ctx.actor.shopperId, input.fittingId)),
  alternatives: ownerProcedure.input(fittingSchema).query(({ ctx, input }) => listAlternatives(ctx, input)),
  hit: officeProcedure.query(({ ctx }) => listConflicts(ctx)),
  book: ownerProcedure.input(bookSchema).mutation(({ ctx, input }) => book(ctx, input)),
  reschedule: ownerProcedure.input(rescheduleSchema).mutation(({ ctx, input }) => reschedule(ctx, input)),
  cancel: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => cancel(ctx, input)),
  restore: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => restore(ctx, input)),
  setItems: ownerProcedure.input(itemsSchema).mutation(({ ctx, input }) => setItems(ctx, input)),
  ask: ownerProcedure.input(requestItemSchema).mutation(({ ctx, input }) => requestItem(ctx, input)),
  cancelRequest: ownerProcedure.input(requestSchema).mutation(({ ctx, input }) => cancelRequest(ctx, input)),
  waiting: waitlistRouter,
  desk: deskRouter,
});
