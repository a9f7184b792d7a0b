"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** This store's inbound transfers, polled each minute. */
export const useInboundTransfers = () =>
  useQuery(useTRPC().transfers.store.listInbound.queryOptions(undefined, { refetchInterval: 60_000 }));
