import { consultantProcedure, officeProcedure, router } from "@/server/trpc/init";
import type { PaymentReactions } from "../schema";
import { closeTill, moveTill, openTill, payOut } from "./commands";
import { tillOf, tillShifts } from "./queries";
import { closeTillSchema, moveTillSchema, openTillSchema, payOutSchema, shiftsSchema } from "./schema";

/** The drawer of the tablet of the running shift. */
export const tillRouter = (reactions: PaymentReactions) =>
  router({
    state: consultantProcedure.query(({ ctx }) => tillOf(ctx.actor.storeDeviceId)),
    open: consultantProcedure.input(openTillSchema).mutation(({ ctx, input }) => openTill(ctx, input)),
    move: consultantProcedure.input(moveTillSchema).mutation(({ ctx, input }) => moveTill(ctx, input)),
    close: consultantProcedure.input(closeTillSchema).mutation(({ ctx, input }) => closeTill(ctx, input)),
    payOut: consultantProcedure.input(payOutSchema).mutation(({ ctx, input }) => payOut(ctx, input, reactions)),
  });

/** Every drawer, for the office. */
export const tillOfficeRouter = router({
  shifts: officeProcedure.input(shiftsSchema).query(({ input }) => tillShifts(input)),
});
