import { randomUUID } from "node:crypto";
import type { CategoryNode } from "@/server/catalogue/schema";
import { bus } from "@/server/platform/bus";
import { env } from "@/server/platform/env";
import { isAppError } from "@/server/platform/errors";
import { createCallerFactory } from "@/server/trpc/init";
import { appRouter } from "./router";

const createRscCaller = createCallerFactory(appRouter);

/**
 * The API for server components, in process and anonymous: pages made with it are the same for everyone and may be
 * cached. Personal data is fetched by client components.
 */
export const api = (locale: "en" | "ru" | "az" = "en") =>
  createRscCaller({ actor: { kind: "anonymous" }, surface: "shop", locale, requestId: randomUUID(), address: "" });

const cache = new Map<string, { until: number; value: Promise<unknown> }>();
bus.on("catalogue", () => cache.clear());

/**
 * The result of `load` for what every page needs: at most `seconds` old, and made anew once products or stores changed in
 * any process. A failure is not cached.
 */
export function loadCached<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
  const found = cache.get(key);
  if (found && found.until > performance.now()) return found.value as Promise<T>;
  const value = load();
  cache.set(key, { until: performance.now() + seconds * 1000, value });
  value.catch(() => cache.delete(key));
  return value;
}

/** The retailer's departments; none while there is no database (a build). */
export async function loadShellCategories(): Promise<CategoryNode[]> {
  if (!process.env.DATABASE_URL) return [];
  try {
    return await loadCached("categories", 30, () => api().catalogue.listCategories());
  } catch {
    // The page itself shows the error; its header and footer still render.
    return [];
  }
}

/** `null` instead of the error when the requested object does not exist. */
export function nullIfNotFound<T>(loading: Promise<T>): Promise<T | null> {
  return loading.catch((err: unknown) => {
    if (err instanceof Error && isAppError(err.cause) && err.cause.appCode === "NOT_FOUND") return null;
    throw err;
  });
}

/** The shop's public origin: from the settings, else where this process listens; a build knows neither. */
export const getSiteOrigin = (): string | undefined => env().PUBLIC_URL ?? process.env.NEXTAUTH_URL;
