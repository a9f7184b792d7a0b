import { consultantProcedure, publicProcedure, router, storeDeviceProcedure } from "@/server/trpc/init";
import { approve } from "./approvals";
import { approveSchema } from "./approvals.schema";
import { enrolDevice, unlockColleague } from "./commands";
import { getTabletState } from "./queries";
import { enrolSchema, staffIdSchema, startShiftSchema, touchSchema } from "./schema";
import { extendShift, lockTablet, startShift } from "./shifts";

const tabletCookieSeconds = 400 * 86_400;
const shiftCookieSeconds = 12 * 3600;

/** The tablet: enrolment, shifts, lock. */
export const staffStoreRouter = router({
  getState: publicProcedure.query(({ ctx }) => getTabletState(ctx.actor)),
  enrolDevice: publicProcedure.input(enrolSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-tablet", await enrolDevice(ctx, input.code), tabletCookieSeconds);
  }),
  startShift: storeDeviceProcedure.input(startShiftSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-shift", await startShift(ctx, input), shiftCookieSeconds);
  }),
  lock: storeDeviceProcedure.mutation(async ({ ctx }) => {
    await lockTablet(ctx);
    ctx.cookies?.clear("selvedge-shift");
  }),
  /** Said while the tablet is being used: what keeps its shift from ending. */
  extendShift: consultantProcedure.input(touchSchema).mutation(({ ctx, input }) => extendShift(ctx, input)),
  /** A second person confirms a colleague's act with the own PIN. */
  approve: consultantProcedure.input(approveSchema).mutation(({ ctx, input }) => approve(ctx, input)),
  unlock: consultantProcedure.input(staffIdSchema).mutation(({ ctx, input }) => unlockColleague(ctx, input.staffId)),
});
