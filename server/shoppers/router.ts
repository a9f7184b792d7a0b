import type { Ctx } from "@/server/platform/context";
import { officeProcedure, publicProcedure, router, shopperProcedure } from "@/server/trpc/init";
import { acceptInvitation, createGuest, createInvitation, type NewDevice, signOut, updateLastSeen } from "./commands";
import { getSignInMethods } from "./contacts/queries";
import { resolveAddress } from "./contacts/verification";
import { listMerges, listOpenReviews } from "./graph/queries";
import { approveMerge, rejectMerge } from "./graph/review";
import { findMergesSchema, mergeIdSchema, reviewIdSchema } from "./graph/schema";
import { splitMerge } from "./graph/split";
import { getWhoAmI } from "./queries";
import { acceptInvitationSchema, createGuestSchema } from "./schema";

/** A browser forgets a guest after this (400 days is the longest that browsers keep a cookie). */
const guestCookieSeconds = 400 * 86_400;

/** Gives the browser its cookie and tells it who it is now. */
function setGuestCookie(ctx: Ctx, device: NewDevice | null) {
  if (device) ctx.cookies?.write("selvedge-guest", device.secret, guestCookieSeconds);
  return getWhoAmI(device?.actor ?? ctx.actor);
}

/** Browsers that a shopper links by an invitation. */
export const devicesRouter = router({
  invite: shopperProcedure.mutation(({ ctx }) => createInvitation(ctx)),
  join: publicProcedure
    .input(acceptInvitationSchema)
    .mutation(async ({ ctx, input }) => setGuestCookie(ctx, await acceptInvitation(ctx, input))),
});

export const shoppersRouter = router({
  createGuest: publicProcedure
    .input(createGuestSchema)
    .mutation(async ({ ctx, input }) => setGuestCookie(ctx, await createGuest(ctx, input))),
  getMe: publicProcedure.query(async ({ ctx }) => {
    await updateLastSeen(ctx);
    return getWhoAmI(ctx.actor);
  }),
  listSignInMethods: publicProcedure.query(() => getSignInMethods()),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    await signOut(ctx);
    for (const name of ["selvedge-guest", "selvedge-browser", "session"] as const) ctx.cookies?.clear(name);
  }),
});

/** Merges of shoppers, decided by the office. */
export const shoppersOfficeRouter = router({
  listReviews: officeProcedure.query(() => listOpenReviews()),
  approveMerge: officeProcedure.input(reviewIdSchema).mutation(({ ctx, input }) => approveMerge(ctx, input.reviewId)),
  rejectMerge: officeProcedure.input(reviewIdSchema).mutation(({ ctx, input }) => rejectMerge(ctx, input.reviewId)),
  listMerges: officeProcedure
    .input(findMergesSchema)
    .query(async ({ ctx, input }) => listMerges(await resolveAddress(ctx, input.address))),
  split: officeProcedure.input(mergeIdSchema).mutation(({ ctx, input }) => splitMerge(ctx, input.mergeId)),
});
