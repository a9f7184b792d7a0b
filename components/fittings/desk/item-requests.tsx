"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useFittingTimes } from "@/components/fittings/times";
import { useRoomName, useVariantCards } from "@/components/fittings/use-fittings";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { VariantCard } from "@/server/catalogue/schema";
import type { ItemRequestRow } from "@/server/fittings/schema";
import { useFittingDay } from "./use-fitting-day";

/** Item requests from the fitting rooms: claimed by one colleague, then brought. List items of the queue. */
export function ItemRequests() {
  const { requests } = useFittingDay();
  const card = useVariantCards(requests.map((q) => q.variantId));
  return (
    <ul aria-live="polite">
      {requests.map((q) => (
        <ItemRequest key={q.requestId} request={q} card={card(q.variantId)} />
      ))}
    </ul>
  );
}

function ItemRequest({ request, card }: { request: ItemRequestRow; card: VariantCard | undefined }) {
  const t = useTranslations("fittings.desk");
  const locale = useLocale();
  const { timeZone } = useShift();
  const { when } = useFittingTimes(timeZone);
  const roomName = useRoomName();
  const title = card ? (card.title[locale] ?? card.title.en) : "…";
  const itemText = [title, ...(card?.options ?? [])].join(" · ");
  return (
    <li className="grid min-h-[88px] grid-cols-[1fr_auto] items-center gap-4 border-b border-hairline py-3">
      <div className="min-w-0">
        <p className="text-lg leading-snug font-semibold">
          {t("bring", { what: itemText, room: roomName(request.roomName) })}
        </p>
        <p className="text-base text-soft tabular">
          {t("since", { name: request.contactName || t("walkIn"), time: when(request.askedAt) })}
        </p>
      </div>
      <ItemRequestActions request={request} />
    </li>
  );
}

function ItemRequestActions({ request }: { request: ItemRequestRow }) {
  const t = useTranslations("fittings.desk");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { staffId } = useShift();
  const { requestId, claimedBy } = request;
  const mutationCallbacks = {
    onError: (error: unknown) => {
      const refusal = refusalOf(error);
      const name = String(refusal?.details.name ?? "");
      toast({ text: refusal?.code === "ALREADY_CLAIMED" ? t("lost", { name }) : errorText(error), tone: "refused" });
    },
    onSettled: () => void queries.invalidateQueries(trpc.fittings.store.getDay.pathFilter()),
  };
  const claim = useMutation({ ...trpc.fittings.store.claimRequest.mutationOptions(), ...mutationCallbacks });
  const bring = useMutation({ ...trpc.fittings.store.markBrought.mutationOptions(), ...mutationCallbacks });
  const release = useMutation({ ...trpc.fittings.store.releaseRequest.mutationOptions(), ...mutationCallbacks });
  if (!claimedBy) {
    return (
      <Button variant="accent" size="tablet" busy={claim.isPending} onClick={() => claim.mutate({ requestId })}>
        {t("claim")}
      </Button>
    );
  }
  if (claimedBy.staffId !== staffId) {
    return <p className="shrink-0 text-right font-medium">{t("claimedBy", { name: claimedBy.name })}</p>;
  }
  return (
    <div className="flex shrink-0 items-center gap-1">
      <Button
        variant="quiet"
        size="tablet"
        className="px-3!"
        busy={release.isPending}
        onClick={() => release.mutate({ requestId })}
      >
        {t("release")}
      </Button>
      <Button variant="success" size="tablet" busy={bring.isPending} onClick={() => bring.mutate({ requestId })}>
        {t("brought")}
      </Button>
    </div>
  );
}
