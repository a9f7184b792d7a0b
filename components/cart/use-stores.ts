"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/components/trpc/client";

type StoreName = { id: string; name: string; city: string };
const storageKey = "selvedge-stores";

/** The stores' names, cached in this browser for use offline. */
export function useStoreNames(): StoreName[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.stores.list.queryOptions(undefined, { staleTime: 600_000 }));
  const [kept, setKept] = useState<StoreName[]>([]);
  useEffect(() => {
    if (data) {
      const names = data.stores.map(({ id, name, city }) => ({ id, name, city }));
      localStorage.setItem(storageKey, JSON.stringify(names));
      return;
    }
    try {
      setKept(JSON.parse(localStorage.getItem(storageKey) ?? "[]") as StoreName[]);
    } catch {
      setKept([]);
    }
  }, [data]);
  return data?.stores ?? kept;
}
