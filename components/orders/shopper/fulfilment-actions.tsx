"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useReservations } from "@/components/orders/use-reservations";
import { useStoreTimes } from "@/components/stores/times";
import { useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { canExtend } from "@/server/orders/pickup/rules";
import { isBeforeReady } from "@/server/orders/rules";
import type { FulfilmentRow, OrderRow } from "@/server/orders/schema";

/** Whether the shopper may still cancel this part: a shipment until it is packed, a pickup until it is collected. */
function canCancel(order: OrderRow, way: FulfilmentRow): boolean {
  if (way.kind === "pickup") return isBeforeReady(way.status) || way.status === "ready";
  const packed = order.timeline.findLast((e) => e.fulfilmentId === way.id)?.kind === "packed";
  return way.kind === "deliver" && isBeforeReady(way.status) && !packed;
}

/** Extends a pickup (once), or cancels this part with a refund. */
export function FulfilmentActions({ order, way }: { order: OrderRow; way: FulfilmentRow }) {
  const t = useTranslations("orders.fulfilment");
  const to = useTranslations("reservations.order");
  const trpc = useTRPC();
  const toast = useToast();
  const errorText = useErrorText();
  const { when } = useStoreTimes();
  const { line } = useSyncStatus();
  const { open } = useReservations();
  const pickup = open.find((p) => p.id === way.id);
  const extend = useMutation(trpc.reservations.extend.mutationOptions());
  const cancelPickup = useMutation(trpc.reservations.cancel.mutationOptions());
  const cancelParcel = useMutation(trpc.orders.cancelShipment.mutationOptions());
  const error = extend.error ?? cancelPickup.error ?? cancelParcel.error;
  const wait = line !== "whole";
  const onCancelled = () => toast({ text: t("cancelled") });
  const cancel = () =>
    way.kind === "pickup"
      ? cancelPickup.mutate({ pickupId: way.id }, { onSuccess: onCancelled })
      : cancelParcel.mutate({ orderId: order.id, fulfilmentId: way.id }, { onSuccess: onCancelled });
  const extendHold = () =>
    extend.mutate(
      { pickupId: way.id },
      {
        onSuccess: (p) => toast({ text: to("extendedToast", { when: when(p.expiresAt, way.store.timeZone) }) }),
      },
    );
  const extendable = pickup !== undefined && canExtend(pickup);
  if (!extendable && !canCancel(order, way) && !error) return null;
  return (
    <div className="grid gap-2">
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      <div className="flex flex-wrap gap-2">
        {extendable ? (
          <Button variant="outline" size="small" busy={extend.isPending} disabled={wait} onClick={extendHold}>
            {to("extend")}
          </Button>
        ) : null}
        {canCancel(order, way) ? (
          <Button
            variant="quiet"
            size="small"
            busy={cancelPickup.isPending || cancelParcel.isPending}
            disabled={wait}
            onClick={cancel}
          >
            {t("cancel")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
