import type { Ctx } from "@/server/platform/context";
import { publicProcedure, router, shopperProcedure } from "@/server/trpc/init";
import { hello, invite, join, type NewDevice, signOut } from "./commands";
import { whoAmI } from "./queries";
import { helloSchema, joinSchema } from "./schema";

/** A browser forgets a guest after this (400 days is the longest that browsers keep a cookie). */
const guestAge = 400 * 86_400;

/** Gives the browser its cookie and tells it who it is now. */
function settle(ctx: Ctx, made: NewDevice | null) {
  if (made) ctx.cookies?.write("selvedge-guest", made.secret, guestAge);
  return whoAmI(made?.actor ?? ctx.actor);
}

export const identityRouter = router({
  hello: publicProcedure.input(helloSchema).mutation(async ({ ctx, input }) => settle(ctx, await hello(ctx, input))),
  whoami: publicProcedure.query(({ ctx }) => whoAmI(ctx.actor)),
  invite: shopperProcedure.mutation(({ ctx }) => invite(ctx)),
  join: publicProcedure.input(joinSchema).mutation(async ({ ctx, input }) => settle(ctx, await join(ctx, input))),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    await signOut(ctx);
    ctx.cookies?.clear("selvedge-guest");
    ctx.cookies?.clear("session");
  }),
});
