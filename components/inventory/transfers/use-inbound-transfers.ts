"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** Goods on the way to this store, looked at each minute. */
export const useInboundTransfers = () =>
  useQuery(useTRPC().transfers.store.listInbound.queryOptions(undefined, { refetchInterval: 60_000 }));
