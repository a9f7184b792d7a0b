import { ownerProcedure, router } from "@/server/trpc/init";
import { bookSchema, fittingSchema, rescheduleSchema } from "../schema";
import { cancel, restore } from "./cancel";
import { book } from "./commands";
import { reschedule } from "./reschedule";

/** A shopper's bookings. */
export const fittingsBookingRouter = router({
  book: ownerProcedure.input(bookSchema).mutation(({ ctx, input }) => book(ctx, input)),
  reschedule: ownerProcedure.input(rescheduleSchema).mutation(({ ctx, input }) => reschedule(ctx, input)),
  cancel: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => cancel(ctx, input)),
  restore: ownerProcedure.input(fittingSchema).mutation(({ ctx, input }) => restore(ctx, input)),
});
