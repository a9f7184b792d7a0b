"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";
import type { PickupNoticeRow } from "@/server/orders/pickup/schema";

/** Polls often while a notification is being sent, else rarely. */
const fastPollMs = 2_000;
const slowPollMs = 15_000;

/** The notifications of this store's pickups; `untold` are those to be called. */
export function usePickupNotifications(): {
  of: (pickupId: string) => PickupNoticeRow | undefined;
  untold: PickupNoticeRow[];
} {
  const { data = [] } = useQuery(
    useTRPC().pickups.store.listNotices.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some((row) => row.state === "queued") ? fastPollMs : slowPollMs),
    }),
  );
  return {
    of: (pickupId) => data.find((row) => row.pickupId === pickupId),
    untold: data.filter((row) => row.state === "failed" || row.state === "unsendable"),
  };
}
