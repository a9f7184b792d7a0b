import type { Ctx } from "@/server/platform/context";
import { newSecret } from "@/server/platform/ids";
import { customerProcedure, publicProcedure, router, shopperProcedure } from "@/server/trpc/init";
import { hello, invite, join, type NewDevice, noteSeen, signOut } from "./commands";
import { officeIdentityRouter } from "./office/router";
import { whoAmI } from "./queries";
import { helloSchema, joinSchema } from "./schema";
import { rename, requestCode, revokeDevice } from "./sign-in/commands";
import { devicesOf } from "./sign-in/queries";
import { deviceIdSchema, nameSchema, requestCodeSchema } from "./sign-in/schema";
import { storeIdentityRouter } from "./staff/router";

/** A browser forgets a guest after this (400 days is the longest that browsers keep a cookie). */
const guestAge = 400 * 86_400;

/** How long a browser is known as the one that asked for a code. */
const browserAge = 3600;

/** Gives the browser its cookie and tells it who it is now. */
function settle(ctx: Ctx, made: NewDevice | null) {
  if (made) ctx.cookies?.write("selvedge-guest", made.secret, guestAge);
  return whoAmI(made?.actor ?? ctx.actor);
}

export const identityRouter = router({
  store: storeIdentityRouter,
  office: officeIdentityRouter,
  hello: publicProcedure.input(helloSchema).mutation(async ({ ctx, input }) => settle(ctx, await hello(ctx, input))),
  whoami: publicProcedure.query(async ({ ctx }) => {
    await noteSeen(ctx);
    return whoAmI(ctx.actor);
  }),
  invite: shopperProcedure.mutation(({ ctx }) => invite(ctx)),
  join: publicProcedure.input(joinSchema).mutation(async ({ ctx, input }) => settle(ctx, await join(ctx, input))),
  /** Sends a one-time code; it works only in the browser that gets this answer's cookie. */
  requestCode: publicProcedure.input(requestCodeSchema).mutation(async ({ ctx, input }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? newSecret();
    await requestCode(ctx, { ...input, browser });
    ctx.cookies?.write("selvedge-browser", browser, browserAge);
  }),
  devices: customerProcedure.query(({ ctx }) => devicesOf(ctx.actor)),
  revokeDevice: customerProcedure.input(deviceIdSchema).mutation(({ ctx, input }) => revokeDevice(ctx, input.id)),
  rename: customerProcedure.input(nameSchema).mutation(({ ctx, input }) => rename(ctx, input.name)),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    await signOut(ctx);
    ctx.cookies?.clear("selvedge-guest");
    ctx.cookies?.clear("session");
  }),
});
