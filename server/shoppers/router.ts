import type { Ctx } from "@/server/platform/context";
import { customerProcedure, publicProcedure, router, shopperProcedure } from "@/server/trpc/init";
import { type CodeGuards, codeGuards } from "./one-time-codes";
import { hello, invite, join, type NewDevice, noteSeen, signOut } from "./commands";
import { signInMethods } from "./contacts/queries";
import { asBrowser, contactsRouter } from "./contacts/router";
import { whoAmI } from "./queries";
import { helloSchema, joinSchema } from "./schema";
import { rename, requestCode, revokeDevice, revokeOtherDevices } from "./sign-in/commands";
import { devicesOf } from "./sign-in/queries";
import { deviceIdSchema, nameSchema, requestCodeSchema } from "./sign-in/schema";

/** A browser forgets a guest after this (400 days is the longest that browsers keep a cookie). */
const guestAge = 400 * 86_400;

/** Gives the browser its cookie and tells it who it is now. */
function settle(ctx: Ctx, made: NewDevice | null) {
  if (made) ctx.cookies?.write("selvedge-guest", made.secret, guestAge);
  return whoAmI(made?.actor ?? ctx.actor);
}

/** Sends a one-time code; it works only in the browser that gets this answer's cookie. */
export const codeRequest = (guards: CodeGuards, ask = requestCode) =>
  publicProcedure
    .input(requestCodeSchema)
    .mutation(({ ctx, input }) => asBrowser(ctx, (browser) => ask(ctx, { ...input, browser }, guards)));

export const identityRouter = router({
  hello: publicProcedure.input(helloSchema).mutation(async ({ ctx, input }) => settle(ctx, await hello(ctx, input))),
  whoami: publicProcedure.query(async ({ ctx }) => {
    await noteSeen(ctx);
    return whoAmI(ctx.actor);
  }),
  invite: shopperProcedure.mutation(({ ctx }) => invite(ctx)),
  join: publicProcedure.input(joinSchema).mutation(async ({ ctx, input }) => settle(ctx, await join(ctx, input))),
  requestCode: codeRequest(codeGuards),
  signInMethods: publicProcedure.query(() => signInMethods()),
  contacts: contactsRouter,
  devices: customerProcedure.query(({ ctx }) => devicesOf(ctx.actor)),
  revokeDevice: customerProcedure.input(deviceIdSchema).mutation(({ ctx, input }) => revokeDevice(ctx, input.id)),
  revokeOthers: customerProcedure.mutation(({ ctx }) => revokeOtherDevices(ctx)),
  rename: customerProcedure.input(nameSchema).mutation(({ ctx, input }) => rename(ctx, input.name)),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    await signOut(ctx);
    for (const name of ["selvedge-guest", "selvedge-browser", "session"] as const) ctx.cookies?.clear(name);
  }),
});
