import { newSecret } from "@/server/platform/ids";
import { officeProcedure, publicProcedure, router } from "@/server/trpc/init";
import { signInMethods } from "@/server/shoppers/contacts/queries";
import { makeEnrolment } from "../commands";
import { revokeStoreDevice, saveStaff, setActive, setPin } from "../people";
import { staffList, storeDevices } from "../people.queries";
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
import { claimAdmin, officeSignIn, officeSignOut, requestOfficeCode, touchOffice } from "./commands";
import { adding } from "../passkeys/add";
import { beginPasskey, finishPasskey } from "../passkeys/commands";
import { beginConfirm, confirm } from "../passkeys/confirm";
import { officeDoor, passkeysOf } from "../passkeys/queries";
import { removePasskey, resetPasskeys, skipPasskey } from "../passkeys/remove";
import { addPasskeySchema, passkeyAnswerSchema, passkeyIdSchema, usedPasskeySchema } from "../passkeys/schema";

const officeAge = 12 * 3600;
const pendingAge = 600;
const browserAge = 3600;

/** The office: its sign-in, its people and the stores' tablets. */
export const officeIdentityRouter = router({
  /** Where this browser stands: signed in, before the passkey, or outside (null). */
  door: publicProcedure.query(({ ctx }) => officeDoor(ctx)),
  /** Whether codes go by mail here; of the address nothing is told. */
  requestCode: publicProcedure
    .input(officeEmailSchema)
    .mutation(async ({ ctx, input }): Promise<{ mailed: boolean }> => {
      const browser = ctx.cookies?.read("selvedge-browser") ?? newSecret();
      await requestOfficeCode(ctx, { ...input, browser });
      ctx.cookies?.write("selvedge-browser", browser, browserAge);
      return { mailed: signInMethods().email };
    }),
  /** The first half: the code. */
  signIn: publicProcedure.input(officeSignInSchema).mutation(async ({ ctx, input }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? null;
    ctx.cookies?.write("selvedge-office", await officeSignIn(ctx, { ...input, browser }), pendingAge);
  }),
  claim: publicProcedure.input(claimSchema).mutation(async ({ ctx, input }) => {
    ctx.cookies?.write("selvedge-office", await claimAdmin(ctx, input), pendingAge);
  }),
  /** The second half: what the authenticator is to do, and its answer. */
  beginPasskey: publicProcedure.mutation(({ ctx }) => beginPasskey(ctx, ctx.cookies?.read("selvedge-office"))),
  finishPasskey: publicProcedure.input(passkeyAnswerSchema).mutation(async ({ ctx, input }) => {
    const secret = await finishPasskey(ctx, ctx.cookies?.read("selvedge-office"), input);
    ctx.cookies?.write("selvedge-office", secret, officeAge);
  }),
  /** The demo alone may look in without a passkey. */
  skipPasskey: publicProcedure.mutation(async ({ ctx }) => {
    const secret = await skipPasskey(ctx, ctx.cookies?.read("selvedge-office"));
    ctx.cookies?.write("selvedge-office", secret, officeAge);
  }),
  passkeys: officeProcedure.query(({ ctx }) => passkeysOf(ctx.actor)),
  beginConfirm: officeProcedure.mutation(({ ctx }) => beginConfirm(ctx)),
  confirm: officeProcedure.input(usedPasskeySchema).mutation(({ ctx, input }) => confirm(ctx, input)),
  beginAddPasskey: officeProcedure.mutation(({ ctx }) => adding.begin(ctx)),
  addPasskey: officeProcedure.input(addPasskeySchema).mutation(({ ctx, input }) => adding.add(ctx, input)),
  removePasskey: officeProcedure.input(passkeyIdSchema).mutation(({ ctx, input }) => removePasskey(ctx, input.id)),
  resetPasskeys: officeProcedure.input(staffIdSchema).mutation(({ ctx, input }) => resetPasskeys(ctx, input.staffId)),
  /** Said while the office is being used: what keeps its session from ending. */
  touch: officeProcedure.mutation(({ ctx }) => touchOffice(ctx)),
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
