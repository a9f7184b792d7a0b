import { generateSecret } from "@/server/platform/ids";
import { getSignInMethods } from "@/server/shoppers/contacts/queries";
import { officeProcedure, publicProcedure, router } from "@/server/trpc/init";
import { createEnrolment } from "../commands";
import { passkeyRegistration } from "../passkeys/add";
import { beginPasskey, finishPasskey } from "../passkeys/commands";
import { beginConfirmation, confirmPasskey } from "../passkeys/confirm";
import { getOfficeSignInState, listPasskeys } from "../passkeys/queries";
import { removePasskey, resetPasskeys, skipPasskey } from "../passkeys/remove";
import {
  addPasskeySchema,
  authenticationResponseSchema,
  passkeyIdSchema,
  passkeyResponseSchema,
} from "../passkeys/schema";
import { revokeStoreDevice, saveStaff, setActive, setPin } from "../people";
import { listStaff, listStoreDevices } from "../people.queries";
import {
  claimSchema,
  enrolmentSchema,
  officeEmailSchema,
  officeSignInSchema,
  saveStaffSchema,
  setActiveSchema,
  setPinSchema,
  staffIdSchema,
  storeDeviceIdSchema,
} from "../schema";
import { claimAdmin, extendOfficeSession, requestOfficeCode, signInToOffice, signOutOfOffice } from "./commands";

const officeCookieSeconds = 12 * 3600;
const pendingCookieSeconds = 600;
const browserCookieSeconds = 3600;

/** The office: its sign-in, its people and the stores' tablets. */
export const staffOfficeRouter = router({
  /** Where this browser stands: signed in, before the passkey, or outside (null). */
  getSignInState: publicProcedure.query(({ ctx }) => getOfficeSignInState(ctx)),
  /** Whether codes go by mail here; of the address nothing is told. */
  requestCode: publicProcedure
    .input(officeEmailSchema)
    .mutation(async ({ ctx, input }): Promise<{ mailed: boolean }> => {
      const browser = ctx.cookies?.read("selvedge-browser") ?? generateSecret();
      await requestOfficeCode(ctx, { ...input, browser });
      ctx.cookies?.write("selvedge-browser", browser, browserCookieSeconds);
      return { mailed: getSignInMethods().email };
    }),
  /** The first half: the code. */
  signIn: publicProcedure.input(officeSignInSchema).mutation(async ({ ctx, input }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? null;
    ctx.cookies?.write("selvedge-office", await signInToOffice(ctx, { ...input, browser }), pendingCookieSeconds);
  }),
  claim: publicProcedure.input(claimSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-office", await claimAdmin(ctx, input), pendingCookieSeconds);
  }),
  /** The second half: what the authenticator is to do, and its answer. */
  beginPasskey: publicProcedure.mutation(({ ctx }) => beginPasskey(ctx, ctx.cookies?.read("selvedge-office"))),
  finishPasskey: publicProcedure.input(passkeyResponseSchema).mutation(async ({ ctx, input }) => {
    const secret = await finishPasskey(ctx, ctx.cookies?.read("selvedge-office"), input);
    ctx.cookies?.write("selvedge-office", secret, officeCookieSeconds);
  }),
  /** The demo alone may look in without a passkey. */
  skipPasskey: publicProcedure.mutation(async ({ ctx }) => {
    const secret = await skipPasskey(ctx, ctx.cookies?.read("selvedge-office"));
    ctx.cookies?.write("selvedge-office", secret, officeCookieSeconds);
  }),
  listPasskeys: officeProcedure.query(({ ctx }) => listPasskeys(ctx.actor)),
  beginConfirmation: officeProcedure.mutation(({ ctx }) => beginConfirmation(ctx)),
  confirm: officeProcedure.input(authenticationResponseSchema).mutation(({ ctx, input }) => confirmPasskey(ctx, input)),
  beginAddPasskey: officeProcedure.mutation(({ ctx }) => passkeyRegistration.begin(ctx)),
  addPasskey: officeProcedure.input(addPasskeySchema).mutation(({ ctx, input }) => passkeyRegistration.add(ctx, input)),
  removePasskey: officeProcedure.input(passkeyIdSchema).mutation(({ ctx, input }) => removePasskey(ctx, input.id)),
  resetPasskeys: officeProcedure.input(staffIdSchema).mutation(({ ctx, input }) => resetPasskeys(ctx, input.staffId)),
  /** Said while the office is being used: what keeps its session from ending. */
  extendSession: officeProcedure.mutation(({ ctx }) => extendOfficeSession(ctx)),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    await signOutOfOffice(ctx);
    ctx.cookies?.clear("selvedge-office");
  }),
  list: officeProcedure.query(({ ctx }) => listStaff(ctx.actor)),
  save: officeProcedure.input(saveStaffSchema).mutation(({ ctx, input }) => saveStaff(ctx, input)),
  setPin: officeProcedure.input(setPinSchema).mutation(({ ctx, input }) => setPin(ctx, input)),
  setActive: officeProcedure.input(setActiveSchema).mutation(({ ctx, input }) => setActive(ctx, input)),
  listDevices: officeProcedure.query(() => listStoreDevices()),
  enrolDevice: officeProcedure.input(enrolmentSchema).mutation(({ ctx, input }) => createEnrolment(ctx, input)),
  revokeDevice: officeProcedure
    .input(storeDeviceIdSchema)
    .mutation(({ ctx, input }) => revokeStoreDevice(ctx, input.id)),
});
