/// <reference lib="webworker" />
import {
  CacheFirst,
  ExpirationPlugin,
  NetworkFirst,
  type PrecacheEntry,
  type RouteHandlerCallbackOptions,
  Serwist,
  type SerwistGlobalConfig,
} from "serwist";
import { flushInBackground } from "@/components/sync/engine/flush-in-background";

declare global {
  interface WorkerGlobalScope extends SerwistGlobalConfig {
    __SW_MANIFEST: (PrecacheEntry | string)[] | undefined;
  }
}
declare const self: ServiceWorkerGlobalScope;

const pagesCache = "pages";
const shopPage = /^\/(en|ru|az)(\/|$)/;
const dayS = 86_400;

const pages = new NetworkFirst({
  cacheName: pagesCache,
  networkTimeoutSeconds: 3,
  plugins: [new ExpirationPlugin({ maxEntries: 60, maxAgeSeconds: 30 * dayS, purgeOnQuotaError: true })],
});

const pictures = new CacheFirst({
  cacheName: "pictures",
  plugins: [new ExpirationPlugin({ maxEntries: 300, maxAgeSeconds: 30 * dayS, purgeOnQuotaError: true })],
});

/** `/` sends each shopper to a language by cookie; without a network it is the language of the page seen last. */
async function start({ request }: RouteHandlerCallbackOptions): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const seen = await (await caches.open(pagesCache)).keys();
    const last = seen.map(({ url }) => shopPage.exec(new URL(url).pathname)?.[1]).findLast(Boolean) ?? "en";
    return Response.redirect(`/${last}`, 302);
  }
}

// The API is never touched: operations wait in one outbox only, and what a store's tablet shows stays out of the caches.
const serwist = new Serwist({
  precacheEntries: self.__SW_MANIFEST ?? [],
  skipWaiting: true,
  clientsClaim: true,
  navigationPreload: false,
  runtimeCaching: [
    {
      matcher: ({ request, sameOrigin, url }) =>
        sameOrigin && request.mode === "navigate" && shopPage.test(url.pathname) && !url.pathname.includes("/join"),
      handler: pages,
    },
    { matcher: ({ request, url }) => request.mode === "navigate" && url.pathname === "/", handler: start },
    {
      matcher: ({ request, sameOrigin, url }) =>
        sameOrigin && request.destination === "image" && /^\/(media|demo|icons)\//.test(url.pathname),
      handler: pictures,
    },
  ],
  fallbacks: {
    entries: ["ru", "az", "en"].map((locale) => ({
      url: `/${locale}/offline`,
      matcher: ({ request }) =>
        request.destination === "document" &&
        (locale === "en" || new URL(request.url).pathname.startsWith(`/${locale}`)),
    })),
  },
});
serwist.addEventListeners();

// After a deploy the kept pages may name scripts that are gone; those that are open now are kept anew.
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      await caches.delete(pagesCache);
      const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const urls = open.map(({ url }) => new URL(url)).filter(({ pathname }) => shopPage.test(pathname));
      const cache = await caches.open(pagesCache);
      await Promise.allSettled(urls.map(({ origin, pathname, search }) => cache.add(origin + pathname + search)));
    })(),
  );
});

self.addEventListener("sync" as never, (event: ExtendableEvent & { tag: string }) => {
  if (event.tag === "drain") event.waitUntil(flushInBackground("shop"));
});
