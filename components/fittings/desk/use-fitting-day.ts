"use client";
import { useQuery } from "@tanstack/react-query";
import { useShift } from "@/components/store/use-shift";
import { useStoreRows } from "@/components/store/use-store-rows";
import { useServerNow } from "@/components/stores/server-now";
import { useTRPC } from "@/components/trpc/client";
import { needsPreparation } from "@/server/fittings/rules";
import type { FittingRow, ItemRequestRow, StoreDayView } from "@/server/fittings/schema";
import type { StoreWaitlistRow } from "@/server/fittings/waitlist/schema";
import { toLocalDate } from "@/server/stores/rules";

const isOpenRequest = (q: ItemRequestRow) => q.status === "asked" || q.status === "claimed";

/** Today's fitting rooms of this store: hours and rooms are polled, appointments are live from the store's scope. */
export function useFittingDay(): {
  day: StoreDayView | undefined;
  failed: boolean;
  retry: () => void;
  fittings: FittingRow[];
  /** Future bookings that conflict with a later change of hours or rooms. */
  hit: FittingRow[];
  /** Open requests, longest waiting first. */
  requests: ItemRequestRow[];
  /** Appointments whose items are to be hung now, the next first. */
  hangings: FittingRow[];
  /** How many wait for a room of today. */
  waiting: number;
  now: number;
} {
  const { timeZone } = useShift();
  const query = useQuery(
    useTRPC().fittings.store.getDay.queryOptions({}, { refetchInterval: 60_000, staleTime: 10_000 }),
  );
  const { rows } = useStoreRows<FittingRow>("fitting");
  const line = useStoreRows<StoreWaitlistRow>("fitting_wait");
  const now = useServerNow();
  const today = toLocalDate(now, timeZone);
  // A declined offer leaves no row behind: only live ones count.
  const fetchedFittings = [...(query.data?.hit ?? []), ...(query.data?.fittings ?? [])].filter(
    (f) => f.status !== "offered",
  );
  const byId = new Map(fetchedFittings.map((f) => [f.fittingId, f]));
  for (const row of rows) byId.set(row.fittingId, row);
  const fittings = [...byId.values()].filter(
    (f) => f.status !== "cancelled" && toLocalDate(Date.parse(f.startsAt), timeZone) === today,
  );
  const requests = [...byId.values()]
    .flatMap((f) => f.requests.filter(isOpenRequest))
    .sort((a, b) => a.askedAt.localeCompare(b.askedAt));
  return {
    day: query.data,
    failed: query.isError && !query.data,
    retry: () => void query.refetch(),
    fittings,
    hit: [...byId.values()]
      .filter((f) => f.hit && f.status === "booked" && Date.parse(f.endsAt) > now)
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt)),
    requests,
    hangings: fittings
      .filter((f) => needsPreparation({ ...f, startsAt: Date.parse(f.startsAt), endsAt: Date.parse(f.endsAt) }, now))
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt)),
    waiting: line.ready ? line.rows.filter((w) => w.date === today).length : (query.data?.waiting ?? 0),
    now,
  };
}
