import { readBrowserCookie, withBrowser } from "@/server/shoppers/contacts/router";
import { publicProcedure, router } from "@/server/trpc/init";
import { closeGuestSession, openGuestSession, requestAccessCode } from "./commands";
import { getGuestOrder } from "./queries";
import { guestAccessSchema, openGuestSessionSchema } from "./schema";
import { getLinkedOrder, getLinkedPickup } from "./signed-links";
import { linkedOrderSchema, linkedPickupSchema } from "./signed-links.schema";

/** Guest access: an order by its number and a one-time code, read-only and without an account. */
export const guestAccessRouter = router({
  request: publicProcedure
    .input(guestAccessSchema)
    .mutation(({ ctx, input }) => withBrowser(ctx, (browser) => requestAccessCode(ctx, { ...input, browser }))),
  open: publicProcedure
    .input(openGuestSessionSchema)
    .mutation(({ ctx, input }) => openGuestSession(ctx, input, readBrowserCookie(ctx))),
  get: publicProcedure.query(({ ctx }) => getGuestOrder(ctx)),
  close: publicProcedure.mutation(({ ctx }) => closeGuestSession(ctx)),
});

export const orderLinksRouter = router({
  /** The order that a signed link of a message or a receipt opens, without an account; to be looked at only. */
  getByLink: publicProcedure.input(linkedOrderSchema).query(({ input }) => getLinkedOrder(input)),
});

export const reservationLinksRouter = router({
  /** The reservation that a signed link of a message opens, without an account; to be looked at only. */
  getByLink: publicProcedure.input(linkedPickupSchema).query(({ input }) => getLinkedPickup(input)),
});
