import { randomUUID } from "node:crypto";
import { createSerwistRoute } from "@serwist/turbopack";
import { routing } from "@/components/i18n/routing";

/** Pages that must open without ever having been visited; they change with every build. */
const revision = randomUUID();
const shell = routing.locales.flatMap((locale) =>
  ["offline", "cart", "favourites"].map((page) => ({ url: `/${locale}/${page}`, revision })),
);

export const { dynamic, dynamicParams, revalidate, generateStaticParams, GET } = createSerwistRoute({
  swSrc: "app/sw.ts",
  useNativeEsbuild: true,
  // A map would show the sources to everybody.
  esbuildOptions: { sourcemap: false },
  globPatterns: [".next/static/**/*.{js,css,woff2}", "public/icons/icon-192.png"],
  globIgnores: ["**/_{ssgManifest,clientMiddlewareManifest,buildManifest}.js"],
  additionalPrecacheEntries: shell,
});
