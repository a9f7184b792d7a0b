"use client";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";

const subscribeToHash = (changed: () => void) => {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
};

/** The parameters of the address fragment, by name. */
export function useFragment(): URLSearchParams {
  const text = useSyncExternalStore(
    subscribeToHash,
    () => location.hash.slice(1),
    () => "",
  );
  return new URLSearchParams(text);
}

const refreshMs = 10_000;
/** Polls while the payment is pending. */
const paymentPollMs = 2_000;
const shouldRetry = (count: number, error: unknown) => !refusalOf(error) && count < 3;

/**
 * The order of the signed link in the address, where this browser has none of its own with that id. `missing`: no
 * valid link.
 */
export function useSharedOrder(orderId: string, wanted: boolean) {
  const signature = useFragment().get("s");
  const { data, error } = useQuery(
    useTRPC().orders.getByLink.queryOptions(
      { orderId, signature: signature ?? "" },
      {
        enabled: wanted && signature !== null,
        refetchInterval: ({ state: { data: order } }) =>
          order && (order.status === "awaiting_payment" ? paymentPollMs : refreshMs),
        retry: shouldRetry,
      },
    ),
  );
  return { order: data, signature, missing: signature === null || error !== null };
}

/** As `useSharedOrder`, for a reservation. */
export function useSharedPickup(pickupId: string, wanted: boolean) {
  const signature = useFragment().get("s");
  const { data, error } = useQuery(
    useTRPC().reservations.getByLink.queryOptions(
      { pickupId, signature: signature ?? "" },
      {
        enabled: wanted && signature !== null,
        refetchInterval: (q) => (q.state.data ? refreshMs : false),
        retry: shouldRetry,
      },
    ),
  );
  return { pickup: data, missing: signature === null || error !== null };
}
