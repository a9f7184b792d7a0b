"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/components/trpc/client";

/** The server's clock (ms since 1970), ticking; the browser's clock until the server has answered. */
export function useServerNow(everyMs = 15_000): number {
  const { data, dataUpdatedAt } = useQuery(useTRPC().stores.list.queryOptions(undefined, { staleTime: 300_000 }));
  const [local, setLocal] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLocal(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  const ahead = data ? Date.parse(data.now) - dataUpdatedAt : 0;
  return Math.max(local, dataUpdatedAt) + ahead;
}
