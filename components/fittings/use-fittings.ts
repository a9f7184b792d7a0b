"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { type SendResult, useSendRequest } from "@/components/offline-requests/use-send-request";
import { useEntities, useOwner } from "@/components/sync/react/hooks";
import { useCards } from "@/components/sync/react/provider";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import type { VariantCard } from "@/server/catalogue/schema";
import type { FittingRow } from "@/server/fittings/schema";

/** The shopper's appointments, earliest first: live from the local store, fetched once where that is empty. */
export function useFittings(): { ready: boolean; rows: FittingRow[]; linked: boolean } {
  const { owner } = useOwner();
  const { ready, rows: live } = useEntities<FittingRow>("fitting");
  const linked = owner?.kind === "linked";
  const asked = useQuery(
    useTRPC().fittings.list.queryOptions(undefined, {
      enabled: ready && Boolean(owner) && !linked && live.length === 0,
      retry: false,
    }),
  );
  const rows = [...(live.length > 0 ? live : (asked.data ?? []))].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  const waiting = Boolean(owner) && !linked && live.length === 0 && asked.isPending && asked.fetchStatus !== "paused";
  return { ready: ready && !waiting, rows, linked };
}

/** Books a fitting, or queues the request offline (see `useSendRequest`). */
export function useBookFitting(onSent?: (asked: SendResult<{ fittingId: string }>) => void) {
  const client = useTRPCClient();
  return useSendRequest("request.fitting", (args, signal) => client.fittings.book.mutate(args, { signal }), onSent);
}

/** Cards of variants, from this browser's store; undefined while not known. */
export function useVariantCards(ids: string[]): (variantId: string) => VariantCard | undefined {
  const cards = useCards();
  const wanted = ids.join();
  useEffect(() => {
    if (wanted) cards.want("variants", wanted.split(","));
  }, [cards, wanted]);
  return (id) => cards.get("variants", id);
}

/** Other times that a refusal offers (ISO), if it is one of that kind. */
export function alternativesOf(error: unknown): string[] {
  const details = (error as { data?: { details?: { alternatives?: unknown } } } | null)?.data?.details;
  return Array.isArray(details?.alternatives) ? details.alternatives.filter((a) => typeof a === "string") : [];
}

/** A room's name as a phrase: stores that merely number their rooms get "Room 2". */
export function useRoomName(): (name: string) => string {
  const t = useTranslations("fittings");
  return (name) => (/^\d+$/.test(name) ? t("roomNumber", { number: name }) : name);
}
