"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useReturnToCart } from "@/components/orders/use-reservations";
import { useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { canExtend, isOpen } from "@/server/orders/pickup/rules";
import type { PickupRow } from "@/server/orders/pickup/schema";

/** Keep it longer (once), give it back (and put the items into the cart again), or take them again after the end. */
export function ReservationActions({ pickup, formatWhen }: { pickup: PickupRow; formatWhen: (iso: string) => string }) {
  const t = useTranslations("reservations.order");
  const trpc = useTRPC();
  const toast = useToast();
  const errorText = useErrorText();
  const returnToCart = useReturnToCart();
  const { line } = useSyncStatus();
  const extend = useMutation(trpc.reservations.extend.mutationOptions());
  const cancel = useMutation(trpc.reservations.cancel.mutationOptions());
  const pickupId = pickup.id;
  const onReturned = async () => {
    await returnToCart(pickup);
    toast({ text: t("putBackDone") });
  };
  const onCancelled = () =>
    toast({
      text: t("cancelledToast", { number: String(pickup.number) }),
      duration: 12_000,
      action: { label: t("putBack"), altText: t("putBackAlt"), run: () => void onReturned() },
    });
  const error = extend.error ?? cancel.error;
  const wait = line !== "whole";
  return (
    <div className="grid gap-2">
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      {canExtend(pickup) ? (
        <Button
          variant="outline"
          block
          busy={extend.isPending}
          disabled={wait}
          onClick={() =>
            extend.mutate(
              { pickupId },
              { onSuccess: (p) => toast({ text: t("extendedToast", { when: formatWhen(p.expiresAt) }) }) },
            )
          }
        >
          {t("extend")}
        </Button>
      ) : null}
      {isOpen(pickup.status) && pickup.extendedAt ? (
        <p className="text-center text-sm text-soft">{t("extended")}</p>
      ) : null}
      {isOpen(pickup.status) ? (
        <Button
          variant="quiet"
          block
          busy={cancel.isPending}
          disabled={wait}
          onClick={() => cancel.mutate({ pickupId }, { onSuccess: onCancelled })}
        >
          {t("cancel")}
        </Button>
      ) : null}
      {pickup.status === "cancelled" || pickup.status === "expired" || pickup.status === "declined" ? (
        <Button variant="outline" block onClick={() => void onReturned()}>
          {t("putBack")}
        </Button>
      ) : null}
    </div>
  );
}
