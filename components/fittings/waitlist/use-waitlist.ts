"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useEffect, useRef } from "react";
import { formatInstant } from "@/components/i18n/dates";
import { createId } from "@/components/sync/engine/clock";
import { useEntities, useOwner } from "@/components/sync/react/hooks";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import type { JoinInput, WaitlistRow } from "@/server/fittings/waitlist/schema";

export type WaitlistPart = WaitlistRow["part"];

/** The shopper's waitlist entries, live, by day. */
export function useWaitlist(): WaitlistRow[] {
  const { owner } = useOwner();
  const { rows } = useEntities<WaitlistRow>("fitting_wait", owner?.scope);
  return [...rows].sort((a, b) => a.date.localeCompare(b.date) || a.waitId.localeCompare(b.waitId));
}

/** The position of a waitlist entry (1 is next); polled, since others change it. */
export function useWaitlistPlaces(rows: WaitlistRow[]): (waitId: string) => number | null {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const seen = rows.map((w) => `${w.waitId}${w.status}`).join();
  const waiting = rows.some((w) => w.status === "waiting");
  const { data } = useQuery(trpc.waitlist.list.queryOptions(undefined, { enabled: waiting, refetchInterval: 20_000 }));
  const key = trpc.waitlist.list.queryKey();
  useEffect(() => {
    if (seen) void queries.invalidateQueries({ queryKey: key });
  }, [queries, key, seen]);
  return (id) => data?.find((w) => w.waitId === id)?.place ?? null;
}

/**
 * Joins a waitlist; creates a guest first if the browser has no shopper. The idempotency key stays the same for the
 * same input.
 */
export function useJoinWaitlist() {
  const client = useTRPCClient();
  const { ensureShopper } = useOwner();
  const asked = useRef({ text: "", key: "" });
  return useMutation({
    mutationFn: async (input: Omit<JoinInput, "key">) => {
      const text = JSON.stringify(input);
      if (asked.current.text !== text) asked.current = { text, key: createId() };
      await ensureShopper();
      return client.waitlist.join.mutate({ ...input, key: asked.current.key });
    },
    onSuccess: () => {
      asked.current = { text: "", key: "" };
    },
  });
}

/** A local day (YYYY-MM-DD) in words, whatever the browser's own zone: "Tuesday 24 November". */
export function useFormatLongDate(): (date: string) => string {
  const locale = useLocale();
  return (date) =>
    formatInstant(locale, Date.parse(`${date}T12:00:00Z`), {
      weekday: "long",
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    });
}
