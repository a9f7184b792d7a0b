import { randomUUID } from "node:crypto";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

const callerOf = createCallerFactory(appRouter);

/**
 * The API for server components, in process and as nobody: pages made with it are the same for everyone and may be cached.
 * What is personal is fetched by client components.
 */
export const api = (locale: "en" | "ru" | "az" = "en") =>
  callerOf({ actor: { kind: "anonymous" }, surface: "shop", locale, requestId: randomUUID(), address: "" });
