import { decide } from "@/server/shoppers/consents/commands";
import { consentsOf } from "@/server/shoppers/consents/queries";
import { decideSchema } from "@/server/shoppers/consents/schema";
import type { Ctx } from "@/server/platform/context";
import { newSecret } from "@/server/platform/ids";
import { customerProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { erasedAmong, eraseGuest } from "./erasure";
import { eraseAccount, requestErasure } from "./verify-erasure";
import { myExport } from "./export";
import { erasedSchema, eraseSchema } from "./schema";

/** How long a browser is known as the one that asked for a code. */
const browserAge = 3600;

/** The browser that was somebody is nobody now. */
function leave(ctx: Ctx): void {
  ctx.cookies?.clear("selvedge-guest");
  ctx.cookies?.clear("session");
}

export const privacyRouter = router({
  consents: ownerProcedure.query(({ ctx }) => consentsOf(ctx.actor)),
  decide: ownerProcedure.input(decideSchema).mutation(({ ctx, input }) => decide(ctx, input)),
  /** Everything that the shop knows of the asking shopper. */
  export: ownerProcedure.query(({ ctx }) => myExport(ctx)),
  /** Sends a code to the account's own address; it works only in the browser that gets this answer's cookie. */
  requestErasure: customerProcedure.mutation(async ({ ctx }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? newSecret();
    const asked = await requestErasure(ctx, browser);
    ctx.cookies?.write("selvedge-browser", browser, browserAge);
    return asked;
  }),
  /** Deletes the account, at once and for good. */
  erase: customerProcedure.input(eraseSchema).mutation(async ({ ctx, input }) => {
    await eraseAccount(ctx, input.code, ctx.cookies?.read("selvedge-browser") ?? null);
    leave(ctx);
  }),
  /** A guest forgets itself; whoever has an account proves who they are. */
  eraseGuest: ownerProcedure.mutation(async ({ ctx }) => {
    await eraseGuest(ctx);
    leave(ctx);
  }),
  /** Which of these ids were erased: asked by a device that keeps a copy. They lead to nobody any more. */
  erased: publicProcedure.input(erasedSchema).query(({ input }) => erasedAmong(input.ids)),
});
