import { appRouter } from "@/server/app/router";
import type { Ctx } from "@/server/platform/context";
import { createCallerFactory } from "@/server/trpc/init";
import { ctxOf } from "./factories";

/** Calls the production procedures as the actor of a context. */
export const createTestCaller = createCallerFactory(appRouter);

/** A browser, and the cookies it received. */
export function withTestBrowser(ctx: Ctx) {
  const jar: Record<string, string> = { "selvedge-browser": "browser" };
  const cookies: Ctx["cookies"] = {
    read: (name) => jar[name] ?? null,
    write: (name, value) => {
      jar[name] = value;
    },
    clear: () => {},
  };
  return { api: createTestCaller({ ...ctx, cookies }), jar };
}

/** A caller without a cookie. */
export const createStranger = (surface: Ctx["surface"] = "shop") =>
  withTestBrowser(ctxOf({ kind: "anonymous" }, surface));
