import { asBrowser, browserOf } from "@/server/shoppers/contacts/router";
import { publicProcedure, router } from "@/server/trpc/init";
import { leaveLook, openLook, requestLook } from "./commands";
import { looked } from "./queries";
import { lookUpSchema, openSchema } from "./schema";

/** An order by its number and a one-time code, without an account; to be looked at only. */
export const lookUpRouter = router({
  request: publicProcedure
    .input(lookUpSchema)
    .mutation(({ ctx, input }) => asBrowser(ctx, (browser) => requestLook(ctx, { ...input, browser }))),
  open: publicProcedure.input(openSchema).mutation(({ ctx, input }) => openLook(ctx, input, browserOf(ctx))),
  current: publicProcedure.query(({ ctx }) => looked(ctx)),
  leave: publicProcedure.mutation(({ ctx }) => leaveLook(ctx)),
});
