import { consultantProcedure, publicProcedure, router, storeDeviceProcedure } from "@/server/trpc/init";
import { enrol, lock, startShift, unlockColleague } from "./commands";
import { tabletState } from "./queries";
import { enrolSchema, staffIdSchema, startShiftSchema } from "./schema";

const tabletAge = 400 * 86_400;
const shiftAge = 12 * 3600;

/** The tablet: enrolment, shifts, lock. */
export const storeIdentityRouter = router({
  state: publicProcedure.query(({ ctx }) => tabletState(ctx.actor)),
  enrol: publicProcedure.input(enrolSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-tablet", await enrol(ctx, input.code), tabletAge);
  }),
  startShift: storeDeviceProcedure.input(startShiftSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-shift", await startShift(ctx, input), shiftAge);
  }),
  lock: storeDeviceProcedure.mutation(async ({ ctx }) => {
    await lock(ctx);
    ctx.cookies?.clear("selvedge-shift");
  }),
  unlock: consultantProcedure.input(staffIdSchema).mutation(({ ctx, input }) => unlockColleague(ctx, input.staffId)),
});
