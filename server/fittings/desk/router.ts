import { consultantProcedure, router, storeDeviceProcedure } from "@/server/trpc/init";
import { daySchema, fittingSchema, setItemInRoomSchema, walkInSchema } from "../schema";
import { bookWalkIn, cancelByStore, checkIn, finish, markNoShow, setItemInRoom, undoMove } from "./commands";
import { startPreparation, stopPreparation } from "./prepare";
import { getStoreDay } from "./queries";

/** The store's side: a consultant with a current shift acts, an enrolled tablet may read. */
export const fittingsDeskRouter = router({
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
});
