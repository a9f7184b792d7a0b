import { expect, test } from "vitest";
import type { Ctx } from "@/server/platform/context";
import { ctxOf, makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { createCallerFactory } from "@/server/trpc/init";
import { appRouter } from "./router";

/**
 * What anyone may call: the public catalogue, the sign-ins, and what reveals nothing to strangers. A new one is added
 * on purpose.
 */
const open = [
  /^catalogue\./,
  /^stores\.(list|one|hours)/,
  /^inventory\./,
  /^messaging\.localMails$/,
  /^payments\.settings$/,
  /^identity\.(hello|join|whoami|requestCode|signInMethods|signOut)$/,
  /^identity\.store\.(state|enrol)$/,
  /^identity\.office\.(door|requestCode|signIn|claim|beginPasskey|finishPasskey|skipPasskey|signOut)$/,
  /^client\.end$/,
  /^orders\.(lookUp|shared)\./,
  /^privacy\.erased$/,
  /^sync\./,
  /^fittings\.(slots|next)$/,
];

const names = Object.keys(appRouter._def.procedures);
const closed = names.filter((name) => !open.some((pattern) => pattern.test(name)));

/** Calls a procedure by its name without credentials; returns the refusal's code. */
async function getRefusal(ctx: Ctx, name: string): Promise<string> {
  let at: unknown = createCallerFactory(appRouter)(ctx);
  for (const part of name.split(".")) at = (at as Record<string, unknown>)[part];
  try {
    await (at as (input: unknown) => Promise<unknown>)({});
    return "answered";
  } catch (e) {
    return (e as { code: string }).code;
  }
}

const refusedAs = ["UNAUTHORIZED", "NOT_FOUND", "FORBIDDEN"];

test.each(closed)("%s reveals nothing to a stranger on any surface", async (name) => {
  for (const surface of ["shop", "store", "office"] as const) {
    expect(refusedAs).toContain(await getRefusal(ctxOf({ kind: "anonymous" }, surface), name));
  }
});

const officeOnly = closed.filter((name) => /^(identity\.office|office|import)/.test(name));
test.each(officeOnly)("%s is closed to shoppers and to the tablet", async (name) => {
  const { ctx } = await makeConsultant((await makeStore()).id, "manager");
  expect(refusedAs).toContain(await getRefusal(ctx, name));
  expect(refusedAs).toContain(await getRefusal((await makeShopper("customer")).ctx, name));
});
