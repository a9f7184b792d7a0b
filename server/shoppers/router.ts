import type { Ctx } from "@/server/platform/context";
import { customerProcedure, officeProcedure, publicProcedure, router, shopperProcedure } from "@/server/trpc/init";
import { acceptInvitation, createGuest, createInvitation, type NewDevice, signOut, updateLastSeen } from "./commands";
import { getSignInMethods } from "./contacts/queries";
import { withBrowser } from "./contacts/router";
import { resolveAddress } from "./contacts/verification";
import { listMerges, listOpenReviews } from "./graph/queries";
import { approveMerge, rejectMerge } from "./graph/review";
import { findMergesSchema, mergeIdSchema, reviewIdSchema } from "./graph/schema";
import { splitMerge } from "./graph/split";
import { type CodeGuards, codeGuards } from "./one-time-codes";
import { getWhoAmI } from "./queries";
import { acceptInvitationSchema, createGuestSchema } from "./schema";
import { requestCode, revokeDevice, revokeOtherDevices, updateName } from "./sign-in/commands";
import { listDevices } from "./sign-in/queries";
import { deviceIdSchema, nameSchema, requestCodeSchema } from "./sign-in/schema";

/** A browser forgets a guest after this (400 days is the longest that browsers keep a cookie). */
const guestCookieSeconds = 400 * 86_400;

/** Gives the browser its cookie and tells it who it is now. */
function setGuestCookie(ctx: Ctx, device: NewDevice | null) {
  if (device) ctx.cookies?.write("selvedge-guest", device.secret, guestCookieSeconds);
  return getWhoAmI(device?.actor ?? ctx.actor);
}

/** Sends a one-time code; it works only in the browser that gets this answer's cookie. */
export const buildCodeRequest = (guards: CodeGuards, ask = requestCode) =>
  publicProcedure
    .input(requestCodeSchema)
    .mutation(({ ctx, input }) => withBrowser(ctx, (browser) => ask(ctx, { ...input, browser }, guards)));

/** The browsers of a shopper: linked by an invitation, signed in, revoked. */
export const devicesRouter = router({
  invite: shopperProcedure.mutation(({ ctx }) => createInvitation(ctx)),
  join: publicProcedure
    .input(acceptInvitationSchema)
    .mutation(async ({ ctx, input }) => setGuestCookie(ctx, await acceptInvitation(ctx, input))),
  list: customerProcedure.query(({ ctx }) => listDevices(ctx.actor)),
  revoke: customerProcedure.input(deviceIdSchema).mutation(({ ctx, input }) => revokeDevice(ctx, input.id)),
  revokeOthers: customerProcedure.mutation(({ ctx }) => revokeOtherDevices(ctx)),
});

export const shoppersRouter = router({
  createGuest: publicProcedure
    .input(createGuestSchema)
    .mutation(async ({ ctx, input }) => setGuestCookie(ctx, await createGuest(ctx, input))),
  getMe: publicProcedure.query(async ({ ctx }) => {
    await updateLastSeen(ctx);
    return getWhoAmI(ctx.actor);
  }),
  requestCode: buildCodeRequest(codeGuards),
  listSignInMethods: publicProcedure.query(() => getSignInMethods()),
  rename: customerProcedure.input(nameSchema).mutation(({ ctx, input }) => updateName(ctx, input.name)),
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
