import type { Ctx } from "@/server/platform/context";
import { generateSecret } from "@/server/platform/ids";
import { recordDecision } from "@/server/shoppers/consents/commands";
import { getConsents } from "@/server/shoppers/consents/queries";
import { recordDecisionSchema } from "@/server/shoppers/consents/schema";
import { customerProcedure, ownerProcedure, publicProcedure, router } from "@/server/trpc/init";
import { eraseGuest, listErased } from "./erasure";
import { exportOwnData } from "./export";
import { erasedSchema, eraseSchema } from "./schema";
import { eraseAccount, requestErasure } from "./verify-erasure";

/** How long a browser is known as the one that asked for a code. */
const browserCookieSeconds = 3600;

/** The browser that was somebody is nobody now. */
function clearSession(ctx: Ctx): void {
  ctx.cookies?.clear("selvedge-guest");
  ctx.cookies?.clear("session");
}

export const privacyRouter = router({
  listConsents: ownerProcedure.query(({ ctx }) => getConsents(ctx.actor)),
  setConsent: ownerProcedure.input(recordDecisionSchema).mutation(({ ctx, input }) => recordDecision(ctx, input)),
  /** Everything that the shop knows of the asking shopper. */
  export: ownerProcedure.query(({ ctx }) => exportOwnData(ctx)),
  /** Sends a code to the account's own address; it works only in the browser that gets this answer's cookie. */
  requestErasure: customerProcedure.mutation(async ({ ctx }) => {
    const browser = ctx.cookies?.read("selvedge-browser") ?? generateSecret();
    const asked = await requestErasure(ctx, browser);
    ctx.cookies?.write("selvedge-browser", browser, browserCookieSeconds);
    return asked;
  }),
  /** Deletes the account, at once and for good. */
  erase: customerProcedure.input(eraseSchema).mutation(async ({ ctx, input }) => {
    await eraseAccount(ctx, input.code, ctx.cookies?.read("selvedge-browser") ?? null);
    clearSession(ctx);
  }),
  /** A guest erases itself; a customer must verify the address first. */
  eraseGuest: ownerProcedure.mutation(async ({ ctx }) => {
    await eraseGuest(ctx);
    clearSession(ctx);
  }),
  /** Which of these ids were erased: asked by a device that keeps a copy. They lead to nobody any more. */
  isErased: publicProcedure.input(erasedSchema).query(({ input }) => listErased(input.ids)),
});
