import { customerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { type CodeGuards, codeGuards } from "../addresses/one-time-codes";
import { withBrowser } from "../contacts/router";
import { requestCode, revokeDevice, revokeOtherDevices, updateName } from "./commands";
import { listDevices } from "./queries";
import { deviceIdSchema, nameSchema, requestCodeSchema } from "./schema";

/** Sends a one-time code; it works only in the browser that gets this answer's cookie. */
export const buildCodeRequest = (guards: CodeGuards, ask = requestCode) =>
  publicProcedure
    .input(requestCodeSchema)
    .mutation(({ ctx, input }) => withBrowser(ctx, (browser) => ask(ctx, { ...input, browser }, guards)));

/** The browsers in which a customer is signed in. */
export const signedInDevicesRouter = router({
  list: customerProcedure.query(({ ctx }) => listDevices(ctx.actor)),
  revoke: customerProcedure.input(deviceIdSchema).mutation(({ ctx, input }) => revokeDevice(ctx, input.id)),
  revokeOthers: customerProcedure.mutation(({ ctx }) => revokeOtherDevices(ctx)),
});

export const signInRouter = router({
  requestCode: buildCodeRequest(codeGuards),
  rename: customerProcedure.input(nameSchema).mutation(({ ctx, input }) => updateName(ctx, input.name)),
});
