import {
  consultantProcedure,
  officeProcedure,
  ownerProcedure,
  publicProcedure,
  router,
  storeDeviceProcedure,
} from "@/server/trpc/init";
import { cancel, restore } from "./booking/cancel";
import { book } from "./booking/commands";
import { reschedule } from "./booking/reschedule";
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

/** The store's side: a consultant with a current shift acts, an enrolled tablet may read. */
const storeRouter = router({
  getDay: storeDeviceProcedure.input(daySchema).query(({ ctx, input }) => getStoreDay(ctx.device.storeId, input.date)),
  bookWalkIn: consultantProcedure.input(walkInSchema).mutation(({ ctx, input }) => bookWalkIn(ctx, input)),
  checkIn: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => checkIn(ctx, input)),
  finish: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => finish(ctx, input)),
  markNoShow: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => markNoShow(ctx, input)),
  cancel: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => cancelByStore(ctx, input)),
  undo: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => undoMove(ctx, input)),
  startPreparation: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => startPreparation(ctx, input)),
  stopPreparation: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => stopPreparation(ctx, input)),
  setItemInRoom: consultantProcedure.input(setItemInRoomSchema).mutation(({ ctx, input }) => setItemInRoom(ctx, input)),
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
  findAlternatives: ownerProcedure.input(fittingSchema).query(({ ctx, input }) => listAlternatives(ctx, input)),
  book: ownerProcedure.input(bookSchema).mutation(({ ctx, input }) => book(ctx, input)),
  reschedule: ownerProcedure.input(rescheduleSchema).mutation(({ ctx, input }) => reschedule(ctx, input)),
  cancel: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => cancel(ctx, input)),
  restore: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => restore(ctx, input)),
  setItems: ownerProcedure.input(itemsSchema).mutation(({ ctx, input }) => setItems(ctx, input)),
  requestItem: ownerProcedure.input(requestItemSchema).mutation(({ ctx, input }) => requestItem(ctx, input)),
  cancelRequest: ownerProcedure.input(requestSchema).mutation(({ ctx, input }) => cancelRequest(ctx, input)),
  store: storeRouter,
  office: router({ listConflicts: officeProcedure.query(({ ctx }) => listConflicts(ctx)) }),
});
