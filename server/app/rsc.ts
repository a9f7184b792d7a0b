import { randomUUID } from "node:crypto";
import type { CategoryNode } from "@/server/catalogue/schema";
import { env } from "@/server/platform/env";
import { isAppError } from "@/server/platform/errors";
import { createCallerFactory } from "@/server/trpc/init";
import { appRouter } from "./router";

const createRscCaller = createCallerFactory(appRouter);

/**
 * The API for server components, in process and as nobody: pages made with it are the same for everyone and may be cached.
 * What is personal is fetched by client components.
 */
export const api = (locale: "en" | "ru" | "az" = "en") =>
  createRscCaller({ actor: { kind: "anonymous" }, surface: "shop", locale, requestId: randomUUID(), address: "" });

const cache = new Map<string, { until: number; value: Promise<unknown> }>();

/** What `load` gave at most `seconds` ago in this process, for what every page asks; a failure is not kept. */
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
    return await loadCached("categories", 30, () => api().catalogue.categories());
  } catch {
    // The page itself says what is wrong; its head and foot still stand.
    return [];
  }
}

/** `null` instead of the error when the thing asked for does not exist. */
export function nullIfNotFound<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((err: unknown) => {
    if (err instanceof Error && isAppError(err.cause) && err.cause.appCode === "NOT_FOUND") return null;
    throw err;
  });
}

/** Where the shop stands on the network: as the settings say, else where this process listens; a build knows neither. */
export const getSiteOrigin = (): string | undefined => env().PUBLIC_URL ?? process.env.NEXTAUTH_URL;
