"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFittingDay } from "@/components/fittings/desk/use-fitting-day";
import { useErrorText } from "@/components/i18n/use-error-text";
import { ShipmentQueue } from "@/components/shipments/shipment-queue";
import { useShipments } from "@/components/shipments/use-shipments";
import { useShift } from "@/components/store/use-shift";
import { useServerNow } from "@/components/stores/server-now";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { StorePickupRow } from "@/server/orders/pickup/schema";
import { CallList, NotificationLine } from "./pickup-notifications";
import { usePickupNotifications } from "./use-pickup-notifications";
import { openQuantityOf, usePickupQueue } from "./use-pickup-queue";

/** The work queue, the most urgent first; one tap each. */
export function WorkQueue({ urgent }: { urgent?: ReactNode }) {
  const t = useTranslations("store.today");
  const { ready, fresh, pickups } = usePickupQueue();
  const { requests, hangings } = useFittingDay();
  const toDo =
    pickups.length +
    useShipments().shipments.length +
    usePickupNotifications().untold.length +
    requests.length +
    hangings.length;
  const { staffId } = useShift();
  const errorText = useErrorText();
  const router = useRouter();
  const claim = useMutation(useTRPC().pickups.store.claim.mutationOptions());
  const order = [...pickups].sort((a, b) => getRank(a, staffId) - getRank(b, staffId));
  const start = (pickup: StorePickupRow) =>
    claim.mutate({ pickupId: pickup.id }, { onSuccess: () => router.push(`/store/pick/${pickup.id}`) });
  return (
    <>
      <header className="flex items-baseline justify-between">
        <h2 className="text-base font-semibold">{t("next")}</h2>
        <p className="text-base text-soft tabular">{ready ? toDo : ""}</p>
      </header>
      {claim.error ? <Notice tone="refused">{errorText(claim.error)}</Notice> : null}
      {ready ? urgent : null}
      {ready ? <CallList /> : null}
      {ready ? null : (
        <div role="status" className="grid gap-3 pt-3">
          <span className="sr-only">{t("loading")}</span>
          <Skeleton className="h-20" />
          <Skeleton className="h-20" />
        </div>
      )}
      {ready && toDo === 0 ? (
        <div className="py-10 text-center">
          <p className="font-serif text-2xl">{t("empty")}</p>
          <p className="text-soft">{t("emptyText")}</p>
        </div>
      ) : null}
      <ul>
        {order.map((pickup) => (
          <QueueItem
            key={pickup.id}
            pickup={pickup}
            mine={pickup.claimedBy?.id === staffId}
            busy={claim.isPending && claim.variables.pickupId === pickup.id}
            off={!fresh}
            onStart={() => start(pickup)}
            onGo={(href) => router.push(href)}
          />
        ))}
      </ul>
      <ShipmentQueue />
    </>
  );
}

/** Sorts own work first, then unclaimed, then ready, then colleagues' work. */
function getRank(pickup: StorePickupRow, staffId: string): number {
  if (pickup.status === "picking") return pickup.claimedBy?.id === staffId ? 0 : 3;
  return pickup.status === "ready" ? 2 : 1;
}

function QueueItem({
  pickup,
  mine,
  busy,
  off,
  onStart,
  onGo,
}: {
  pickup: StorePickupRow;
  mine: boolean;
  busy: boolean;
  off: boolean;
  onStart: () => void;
  onGo: (href: string) => void;
}) {
  const t = useTranslations("store.today");
  const { title, note, late } = useItemText(pickup, mine);
  const picking = pickup.status === "picking";
  const go: { label: string; variant: ButtonVariant; run: () => void } | null =
    pickup.status === "ready"
      ? { label: t("scan"), variant: "success", run: () => onGo(`/store/hand-over?pickup=${pickup.id}`) }
      : picking
        ? mine
          ? { label: t("continue"), variant: "primary", run: () => onGo(`/store/pick/${pickup.id}`) }
          : null
        : { label: t("start"), variant: "primary", run: onStart };
  return (
    <li
      data-testid="queue-item"
      className="grid min-h-[88px] grid-cols-[1fr_auto] items-center gap-4 border-b border-hairline py-3"
    >
      <div className="min-w-0">
        <p className="text-lg leading-snug font-semibold tabular">{title}</p>
        <p className={`text-base tabular ${late ? "font-semibold text-thread" : "text-soft"}`}>{note}</p>
        {pickup.status === "ready" ? <NotificationLine pickupId={pickup.id} /> : null}
      </div>
      {go ? (
        <Button
          size="tablet"
          variant={go.variant}
          busy={busy}
          disabled={off}
          onClick={go.run}
          className="min-w-[124px]"
        >
          {go.label}
          <span className="sr-only"> {title}</span>
        </Button>
      ) : null}
    </li>
  );
}

function useItemText(pickup: StorePickupRow, mine: boolean) {
  const t = useTranslations("store.today");
  const now = useServerNow();
  const { when } = useStoreTimes();
  const number = String(pickup.number);
  const formatWhen = (iso: string) => when(iso, pickup.store.timeZone);
  if (pickup.status === "ready") {
    const heldTexts = { name: pickup.contactName, when: formatWhen(pickup.expiresAt) };
    return { title: t("handOver", { number }), note: t("waiting", heldTexts), late: false };
  }
  const late = Date.parse(pickup.promisedAt) < now;
  const promised = { when: formatWhen(pickup.promisedAt) };
  const parts = [t("items", { count: openQuantityOf(pickup) }), late ? t("late", promised) : t("promised", promised)];
  if (pickup.status === "picking" && !mine) parts.push(t("with", { name: pickup.claimedBy?.name ?? "" }));
  const title = pickup.status === "picking" ? t("going", { number }) : t("prepare", { number });
  return { title, note: parts.join(" · "), late };
}
