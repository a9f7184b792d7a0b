"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { BackBar } from "@/components/store/back-bar";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { ShipmentQueue } from "./shipment-queue";
import { useShipments } from "./use-shipments";

/** The shipped ones, until they are marked as delivered. */
function InTransitList() {
  const t = useTranslations("register.shipments");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { date } = useStoreTimes();
  const list = useQuery(
    trpc.shipments.store.listInTransit.queryOptions(undefined, { staleTime: 0, refetchInterval: 30_000 }),
  );
  const arrived = useMutation(
    trpc.shipments.store.markDelivered.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.shipments.store.listInTransit.queryKey() }),
    }),
  );
  const error = list.error ?? arrived.error;
  return (
    <section aria-label={t("onTheWay")} className="grid content-start gap-3">
      <h2 className="font-serif text-2xl">{t("onTheWay")}</h2>
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      {list.isPending ? <Skeleton className="h-20" /> : null}
      {list.data?.parcels.length === 0 ? <p className="text-lg text-soft">{t("noneOnTheWay")}</p> : null}
      <ul>
        {list.data?.parcels.map((shipment) => (
          <li
            key={shipment.id}
            className="grid min-h-[88px] grid-cols-[1fr_auto] items-center gap-4 border-b border-hairline py-3"
          >
            <div className="min-w-0">
              <p className="text-lg font-semibold tabular">{t("title", { number: String(shipment.number) })}</p>
              <p className="text-base text-soft tabular">
                {t("to", { city: shipment.city })}
                {shipment.sentAt ? ` · ${t("sentOn", { date: date(shipment.sentAt, shipment.timeZone) })}` : ""}
                {shipment.tracking ? ` · ${shipment.tracking}` : ""}
              </p>
            </div>
            <Button
              size="tablet"
              variant="outline"
              busy={arrived.isPending && arrived.variables.parcelId === shipment.id}
              onClick={() => arrived.mutate({ parcelId: shipment.id })}
            >
              {t("arrived")}
              <span className="sr-only"> {t("title", { number: String(shipment.number) })}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Deliveries of this store: to pack, to send, and on their way. */
export function ShipmentsPage() {
  const t = useTranslations("register.shipments");
  const { ready, shipments } = useShipments();
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <BackBar />
      <h1 className="mb-6 font-serif text-4xl">{t("heading")}</h1>
      <div className="grid gap-x-12 gap-y-10 landscape:grid-cols-2">
        <section aria-label={t("toDo")} className="grid content-start gap-3">
          <h2 className="font-serif text-2xl">{t("toDo")}</h2>
          {ready ? null : <Skeleton className="h-20" />}
          {ready && shipments.length === 0 ? <p className="text-lg text-soft">{t("noneToDo")}</p> : null}
          <ShipmentQueue />
        </section>
        <InTransitList />
      </div>
    </main>
  );
}
