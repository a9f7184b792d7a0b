import { initTRPC, TRPCError } from "@trpc/server";
import { findOffice, findOwner, findShift } from "@/server/access/actors";
import type { Ctx, ShopperActor, StoreDeviceActor } from "@/server/platform/context";
import {
  AppError,
  type ErrorCode,
  isAppError,
  isDatabaseUnavailable,
  retryAfterSeconds,
  toFormerErrorCode,
} from "@/server/platform/errors";
import { getInnermostMessage, log } from "@/server/platform/log";
import { beginSpan } from "@/server/platform/trace";

const httpCode: Partial<Record<ErrorCode, TRPCError["code"]>> = {
  BAD_INPUT: "BAD_REQUEST",
  CONTACT_WRONG: "BAD_REQUEST",
  NOT_FOUND: "NOT_FOUND",
  UNAUTHENTICATED: "UNAUTHORIZED",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
  INTERNAL: "INTERNAL_SERVER_ERROR",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
};

/** Metadata of a procedure: the kind of actor it serves. */
export type Meta = { actor: "anyone" | "shopper" | "owner" | "customer" | "tablet" | "consultant" | "office" };

const t = initTRPC
  .context<Ctx>()
  .meta<Meta>()
  .create({
    /** Replaces what a database error would reveal (SQL and parameters); the cause stays in the log. */
    errorFormatter({ shape, error, path, input }) {
      const cause = error.cause;
      const app: Pick<AppError, "appCode" | "details"> = isAppError(cause)
        ? { appCode: cause.appCode, details: cause.details }
        : {
            appCode: error.code === "BAD_REQUEST" ? "BAD_INPUT" : error.code === "NOT_FOUND" ? "NOT_FOUND" : "INTERNAL",
            details: {},
          };
      const isFormerClient = path === "sync.push" && (input as { schemaV?: unknown } | undefined)?.schemaV === 1;
      const appCode = isFormerClient ? toFormerErrorCode(app.appCode) : app.appCode;
      return {
        code: shape.code,
        message: appCode,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, ...app, appCode },
      };
    },
  });

/** The response while the database is unavailable: the cause stays in the log. */
export function createUnavailableError(): TRPCError {
  const cause = new AppError("UNAVAILABLE", { retryAfter: retryAfterSeconds });
  return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: "UNAVAILABLE", cause });
}

const translate = t.middleware(async ({ next, path, ctx }) => {
  const span = beginSpan(path, "internal", { "rpc.system": "trpc", "rpc.method": path });
  const result = await (span ? span.run(() => next()) : next());
  span?.end(!result.ok && result.error.code === "INTERNAL_SERVER_ERROR" && !isAppError(result.error.cause));
  if (!result.ok) {
    const cause = result.error.cause;
    if (isAppError(cause)) {
      throw new TRPCError({ code: httpCode[cause.appCode] ?? "CONFLICT", message: cause.appCode, cause });
    }
    if (isDatabaseUnavailable(cause)) {
      log().warn({ path, requestId: ctx.requestId, why: getInnermostMessage(cause) }, "the database is unavailable");
      throw createUnavailableError();
    }
    if (result.error.code === "INTERNAL_SERVER_ERROR") {
      log().error({ path, requestId: ctx.requestId, err: cause ?? result.error }, "procedure failed");
      // Next prints a rethrown error when a page called: it must carry neither statement nor parameters.
      throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "INTERNAL" });
    }
  }
  return result;
});

export const { router, createCallerFactory, mergeRouters } = t;

/** Anyone, also without a cookie: the public catalogue. */
export const publicProcedure = t.procedure.meta({ actor: "anyone" }).use(translate);

const createSignInError = () => new AppError("UNAUTHENTICATED");

/** Any device of a shopper, also a linked one: cart and favourites. */
export const shopperProcedure = publicProcedure.meta({ actor: "shopper" }).use(({ ctx, next }) => {
  const { actor } = ctx;
  if (actor.kind !== "guest" && actor.kind !== "linked" && actor.kind !== "customer") throw createSignInError();
  return next({ ctx: { ...ctx, actor: actor satisfies ShopperActor } });
});

/** A guest or a signed-in customer: pickups and fittings. A linked device must sign in first. */
export const ownerProcedure = shopperProcedure.meta({ actor: "owner" }).use(({ ctx, next }) => {
  const actor = findOwner(ctx);
  if (!actor) throw createSignInError();
  return next({ ctx: { ...ctx, actor } });
});

/** A signed-in customer. */
export const customerProcedure = shopperProcedure.meta({ actor: "customer" }).use(({ ctx, next }) => {
  if (ctx.actor.kind !== "customer") throw createSignInError();
  return next({ ctx });
});

/** An enrolled tablet, with or without a shift. */
export const storeDeviceProcedure = publicProcedure.meta({ actor: "tablet" }).use(({ ctx, next }) => {
  const { actor } = ctx;
  const device: StoreDeviceActor | null =
    actor.kind === "store_device"
      ? actor
      : actor.kind === "staff" && actor.storeDeviceId && actor.storeId
        ? { kind: "store_device", storeDeviceId: actor.storeDeviceId, storeId: actor.storeId }
        : null;
  if (!device) throw createSignInError();
  return next({ ctx: { ...ctx, device } });
});

/** Staff with a running shift on an enrolled tablet; acts for that store only. */
export const consultantProcedure = publicProcedure.meta({ actor: "consultant" }).use(({ ctx, next }) => {
  const actor = findShift(ctx, "serve");
  if (!actor) throw createSignInError();
  return next({ ctx: { ...ctx, actor } });
});

/** Signed in at the office (roles office and admin). */
export const officeProcedure = publicProcedure.meta({ actor: "office" }).use(({ ctx, next }) => {
  const actor = findOffice(ctx, "office");
  if (!actor) throw createSignInError();
  return next({ ctx: { ...ctx, actor } });
});
