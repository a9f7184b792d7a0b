"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";
import type { PickupNoticeRow } from "@/server/orders/pickup/schema";

/** While a message is being sent it is asked about often, else now and then. */
const fastPollMs = 2_000;
const slowPollMs = 15_000;

/** What the shoppers of this store's pick-ups were told; `untold` are those whom somebody has to call. */
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
