import {
  consultantProcedure,
  officeProcedure,
  ownerProcedure,
  publicProcedure,
  router,
  storeDeviceProcedure,
} from "@/server/trpc/init";
import { book } from "./booking/commands";
import { checkIn, dismiss, finish, hang, noShow, undo, walkIn } from "./desk/commands";
import { storeDay } from "./desk/queries";
import { leave, prepare } from "./desk/prepare";
import { alternativesFor, hitEverywhere } from "./conflicts/queries";
import { setItems } from "./items";
import { cancel, reschedule, restore } from "./booking/reschedule";
import { fittingOfShopper, fittingsOfShopper } from "./queries";
import { ask, bring, cancelRequest, claim, release } from "./requests";
import {
  askSchema,
  bookSchema,
  daySchema,
  fittingSchema,
  hangSchema,
  itemsSchema,
  nextSchema,
  requestSchema,
  rescheduleSchema,
  slotsSchema,
  walkInSchema,
} from "./schema";
import { nextSlot, storeSlots } from "./slots";
import { waitingRouter } from "./waitlist/router";

/** The store's side: a consultant with a running shift acts, an enrolled tablet may look. */
const deskRouter = router({
  day: storeDeviceProcedure.input(daySchema).query(({ ctx, input }) => storeDay(ctx.device.storeId, input.date)),
  walkIn: consultantProcedure.input(walkInSchema).mutation(({ ctx, input }) => walkIn(ctx, input)),
  checkIn: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => checkIn(ctx, input)),
  finish: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => finish(ctx, input)),
  noShow: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => noShow(ctx, input)),
  dismiss: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => dismiss(ctx, input)),
  undo: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => undo(ctx, input)),
  prepare: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => prepare(ctx, input)),
  leave: consultantProcedure.input(fittingSchema).mutation(({ ctx, input }) => leave(ctx, input)),
  hang: consultantProcedure.input(hangSchema).mutation(({ ctx, input }) => hang(ctx, input)),
  claim: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => claim(ctx, input)),
  release: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => release(ctx, input)),
  bring: consultantProcedure.input(requestSchema).mutation(({ ctx, input }) => bring(ctx, input)),
});

export const fittingsRouter = router({
  slots: publicProcedure.input(slotsSchema).query(({ input }) => storeSlots(input)),
  next: publicProcedure.input(nextSchema).query(({ input }) => nextSlot(input.storeId)),
  mine: ownerProcedure.query(({ ctx }) => fittingsOfShopper(ctx.actor.shopperId)),
  get: ownerProcedure
    .input(fittingSchema)
    .query(({ ctx, input }) => fittingOfShopper(ctx.actor.shopperId, input.fittingId)),
  alternatives: ownerProcedure.input(fittingSchema).query(({ ctx, input }) => alternativesFor(ctx, input)),
  hit: officeProcedure.query(({ ctx }) => hitEverywhere(ctx)),
  book: ownerProcedure.input(bookSchema).mutation(({ ctx, input }) => book(ctx, input)),
  reschedule: ownerProcedure.input(rescheduleSchema).mutation(({ ctx, input }) => reschedule(ctx, input)),
  cancel: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => cancel(ctx, input)),
  restore: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => restore(ctx, input)),
  setItems: ownerProcedure.input(itemsSchema).mutation(({ ctx, input }) => setItems(ctx, input)),
  ask: ownerProcedure.input(askSchema).mutation(({ ctx, input }) => ask(ctx, input)),
  cancelRequest: ownerProcedure.input(requestSchema).mutation(({ ctx, input }) => cancelRequest(ctx, input)),
  waiting: waitingRouter,
  desk: deskRouter,
});
