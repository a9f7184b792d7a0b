"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Surface } from "@/server/platform/context";
import { createClient, TRPCProvider } from "./client";

/** Gives a surface its tRPC and query clients. */
export function ApiProvider({ surface, children }: { surface: Surface; children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        // Without a network a tap is answered at once, not kept for later behind the shopper's back: the outbox does that.
        defaultOptions: { queries: { staleTime: 30_000 }, mutations: { networkMode: "always" } },
      }),
  );
  const [client] = useState(() => createClient(surface));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
