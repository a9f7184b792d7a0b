"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** Whether this house sends messages to such an address, by e-mail or as a text; false until it is known. */
export function useCanWrite(): (address: string) => boolean {
  const { data } = useQuery(useTRPC().shoppers.listSignInMethods.queryOptions(undefined, { staleTime: 300_000 }));
  return (address) => Boolean(address.includes("@") ? data?.email : data?.sms);
}
