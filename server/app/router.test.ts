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
  /^catalogue\.(?!office)/,
  /^stores\.list$/,
  /^stock\.(?!office)/,
  /^messages\.listLocal$/,
  /^payments\.getSettings$/,
  /^shoppers\.(createGuest|getMe|requestCode|listSignInMethods|signOut)$/,
  /^devices\.join$/,
  /^staff\.store\.(getState|enrolDevice)$/,
  /^staff\.office\.(getSignInState|requestCode|signIn|claim|beginPasskey|finishPasskey|skipPasskey|signOut)$/,
  /^assistance\.end$/,
  /^guestAccess\./,
  /^(orders|reservations)\.getByLink$/,
  /^privacy\.isErased$/,
  /^sync\./,
  /^fittings\.(listSlots|findNextSlot)$/,
];

const names = Object.keys(appRouter._def.procedures);

test("a procedure is <noun>.<verb>, <noun>.store.<verb> or <noun>.office.<verb>", () => {
  expect(names.filter((name) => !/^[a-z]\w*(\.(store|office))?\.[a-z]\w*$/.test(name))).toEqual([]);
});

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

const officeOnly = closed.filter((name) => /^\w+\.office\./.test(name));
test.each(officeOnly)("%s is closed to shoppers and to the tablet", async (name) => {
  const { ctx } = await makeConsultant((await makeStore()).id, "manager");
  expect(refusedAs).toContain(await getRefusal(ctx, name));
  expect(refusedAs).toContain(await getRefusal((await makeShopper("customer")).ctx, name));
});
