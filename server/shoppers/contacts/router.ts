import type { Ctx } from "@/server/platform/context";
import { newSecret } from "@/server/platform/ids";
import { customerProcedure, router } from "@/server/trpc/init";
import { dropGoogle } from "../sign-in/google";
import { addContact, changeContact, makePrimary, removeContact, requestProof } from "./commands";
import { contactsOf, hasGoogle } from "./queries";
import {
  addContactSchema,
  changeContactSchema,
  primaryContactSchema,
  proofSchema,
  removeContactSchema,
} from "./schema";

/** How long a browser is known as the one that asked for a code. */
const browserAge = 3600;

/** The browser behind a request, as its cookie says. */
export const browserOf = (ctx: Ctx): string | null => ctx.cookies?.read("selvedge-browser") ?? null;

/** Runs what sends a code, and marks the browser as the one in which it works. */
export async function asBrowser<T>(ctx: Ctx, ask: (browser: string) => Promise<T>): Promise<T> {
  const browser = browserOf(ctx) ?? newSecret();
  const answer = await ask(browser);
  ctx.cookies?.write("selvedge-browser", browser, browserAge);
  return answer;
}

export const contactsRouter = router({
  list: customerProcedure.query(async ({ ctx }) => ({
    contacts: await contactsOf(ctx.actor),
    google: await hasGoogle(ctx.actor),
  })),
  prove: customerProcedure
    .input(proofSchema)
    .mutation(({ ctx, input }) => asBrowser(ctx, (browser) => requestProof(ctx, input, browser))),
  add: customerProcedure.input(addContactSchema).mutation(({ ctx, input }) => addContact(ctx, input, browserOf(ctx))),
  change: customerProcedure
    .input(changeContactSchema)
    .mutation(({ ctx, input }) => changeContact(ctx, input, browserOf(ctx))),
  remove: customerProcedure
    .input(removeContactSchema)
    .mutation(({ ctx, input }) => removeContact(ctx, input, browserOf(ctx))),
  dropGoogle: customerProcedure.mutation(({ ctx }) => dropGoogle(ctx)),
  prefer: customerProcedure
    .input(primaryContactSchema)
    .mutation(({ ctx, input }) => makePrimary(ctx, input, browserOf(ctx))),
});
