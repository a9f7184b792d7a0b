import { newSecret } from "@/server/platform/ids";
import { officeProcedure, publicProcedure, router } from "@/server/trpc/init";
import { makeEnrolment } from "../staff/commands";
import { revokeStoreDevice, saveStaff, setActive, setPin } from "../staff/people/commands";
import { staffList, storeDevices } from "../staff/people/queries";
import {
  claimSchema,
  enrolmentSchema,
  officeEmailSchema,
  officeSignInSchema,
  saveStaffSchema,
  setActiveSchema,
  setPinSchema,
  storeDeviceIdSchema,
} from "../staff/schema";
import { claimAdmin, officeSignIn, officeSignOut, requestOfficeCode } from "./commands";

const officeAge = 12 * 3600;
const browserAge = 3600;

/** The office: its sign-in, its people and the stores' tablets. */
export const officeIdentityRouter = router({
  whoami: publicProcedure.query(({ ctx: { actor } }) =>
    actor.kind === "staff" && actor.surface === "office" ? { name: actor.name, role: actor.role } : null,
  ),
  requestCode: publicProcedure.input(officeEmailSchema).mutation(async ({ ctx, input }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? newSecret();
    await requestOfficeCode(ctx, { ...input, browser });
    ctx.cookies?.write("selvedge-browser", browser, browserAge);
  }),
  signIn: publicProcedure.input(officeSignInSchema).mutation(async ({ ctx, input }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? null;
    ctx.cookies?.write("selvedge-office", await officeSignIn(ctx, { ...input, browser }), officeAge);
  }),
  claim: publicProcedure.input(claimSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-office", await claimAdmin(ctx, input), officeAge);
  }),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    await officeSignOut(ctx);
    ctx.cookies?.clear("selvedge-office");
  }),
  staff: officeProcedure.query(({ ctx }) => staffList(ctx.actor)),
  saveStaff: officeProcedure.input(saveStaffSchema).mutation(({ ctx, input }) => saveStaff(ctx, input)),
  setPin: officeProcedure.input(setPinSchema).mutation(({ ctx, input }) => setPin(ctx, input)),
  setActive: officeProcedure.input(setActiveSchema).mutation(({ ctx, input }) => setActive(ctx, input)),
  devices: officeProcedure.query(() => storeDevices()),
  enrolDevice: officeProcedure.input(enrolmentSchema).mutation(({ ctx, input }) => makeEnrolment(ctx, input)),
  revokeDevice: officeProcedure
    .input(storeDeviceIdSchema)
    .mutation(({ ctx, input }) => revokeStoreDevice(ctx, input.id)),
});
