import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@/server/app/router";
import type { Surface } from "@/server/platform/context";

/** tRPC client of one surface: the server takes the actor from that surface's cookie alone. */
export function createClient(surface: Surface) {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url: "/api/trpc" }),
        false: httpBatchLink({
          url: "/api/trpc",
          maxItems: 10,
          // What the server writes to somebody, it writes in the language of the page that asked.
          headers: () => ({ "x-surface": surface, "x-locale": document.documentElement.lang }),
        }),
      }),
    ],
  });
}

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
