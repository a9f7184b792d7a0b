import type { Ctx } from "@/server/platform/context";
import { generateSecret } from "@/server/platform/ids";
import { customerProcedure, router } from "@/server/trpc/init";
import { disconnectGoogle } from "../sign-in/google";
import { addContact, changeContact, removeContact, requestVerification, setPrimaryContact } from "./commands";
import { hasGoogle, listContacts } from "./queries";
import {
  addContactSchema,
  changeContactSchema,
  primaryContactSchema,
  removeContactSchema,
  requestVerificationSchema,
} from "./schema";

/** How long a browser is known as the one that asked for a code. */
const browserCookieSeconds = 3600;

/** The browser behind a request, as its cookie says. */
export const readBrowserCookie = (ctx: Ctx): string | null => ctx.cookies?.read("selvedge-browser") ?? null;

/** Runs what sends a code, and marks the browser as the one in which it works. */
export async function withBrowser<T>(ctx: Ctx, ask: (browser: string) => Promise<T>): Promise<T> {
  const browser = readBrowserCookie(ctx) ?? generateSecret();
  const answer = await ask(browser);
  ctx.cookies?.write("selvedge-browser", browser, browserCookieSeconds);
  return answer;
}

export const contactsRouter = router({
  list: customerProcedure.query(async ({ ctx }) => ({
    contacts: await listContacts(ctx.actor),
    google: await hasGoogle(ctx.actor),
  })),
  requestVerification: customerProcedure
    .input(requestVerificationSchema)
    .mutation(({ ctx, input }) => withBrowser(ctx, (browser) => requestVerification(ctx, input, browser))),
  add: customerProcedure
    .input(addContactSchema)
    .mutation(({ ctx, input }) => addContact(ctx, input, readBrowserCookie(ctx))),
  change: customerProcedure
    .input(changeContactSchema)
    .mutation(({ ctx, input }) => changeContact(ctx, input, readBrowserCookie(ctx))),
  remove: customerProcedure
    .input(removeContactSchema)
    .mutation(({ ctx, input }) => removeContact(ctx, input, readBrowserCookie(ctx))),
  disconnectGoogle: customerProcedure.mutation(({ ctx }) => disconnectGoogle(ctx)),
  setPrimary: customerProcedure
    .input(primaryContactSchema)
    .mutation(({ ctx, input }) => setPrimaryContact(ctx, input, readBrowserCookie(ctx))),
});
