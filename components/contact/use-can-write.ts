"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** Whether messages can be sent to such an address (e-mail or SMS); false until known. */
export function useCanWrite(): (address: string) => boolean {
  const { data } = useQuery(useTRPC().shoppers.listSignInMethods.queryOptions(undefined, { staleTime: 300_000 }));
  return (address) => Boolean(address.includes("@") ? data?.email : data?.sms);
}
