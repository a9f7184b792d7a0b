import { consultantProcedure, publicProcedure, router, storeDeviceProcedure } from "@/server/trpc/init";
import { approve } from "./approvals";
import { approveSchema } from "./approvals.schema";
import { enrol, unlockColleague } from "./commands";
import { tabletState } from "./queries";
import { enrolSchema, staffIdSchema, startShiftSchema, touchSchema } from "./schema";
import { lock, startShift, touch } from "./shifts";

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
  /** Said while the tablet is being used: what keeps its shift from ending. */
  touch: consultantProcedure.input(touchSchema).mutation(({ ctx, input }) => touch(ctx, input)),
  /** A second person confirms a colleague's act with the own PIN. */
  approve: consultantProcedure.input(approveSchema).mutation(({ ctx, input }) => approve(ctx, input)),
  unlock: consultantProcedure.input(staffIdSchema).mutation(({ ctx, input }) => unlockColleague(ctx, input.staffId)),
});
