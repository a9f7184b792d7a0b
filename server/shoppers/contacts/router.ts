import type { Ctx } from "@/server/platform/context";
import { generateSecret } from "@/server/platform/ids";
import { customerProcedure, router } from "@/server/trpc/init";
import { addContact, changeContact, removeContact, requestVerification, setPrimaryContact } from "./commands";
import { disconnectGoogle } from "./google";
import { hasGoogle, listContacts } from "./queries";
import {
  addContactSchema,
  changeContactSchema,
  primaryContactSchema,
  removeContactSchema,
  requestVerificationSchema,
} from "./schema";

/** Lifetime of the cookie of a browser that requested a code. */
const browserCookieSeconds = 3600;

/** The id of the request's browser, from its cookie. */
export const readBrowserCookie = (ctx: Ctx): string | null => ctx.cookies?.read("selvedge-browser") ?? null;

/** Runs `send`, which sends a code, and sets the cookie of the browser in which the code is valid. */
export async function withBrowser<T>(ctx: Ctx, send: (browser: string) => Promise<T>): Promise<T> {
  const browser = readBrowserCookie(ctx) ?? generateSecret();
  const result = await send(browser);
  ctx.cookies?.write("selvedge-browser", browser, browserCookieSeconds);
  return result;
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
