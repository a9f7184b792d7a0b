"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ShipmentRow } from "@/server/orders/shipments/schema";
import { openQuantityOf, useShipments } from "./use-shipments";

/** Sorts own shipments first, then unclaimed, then packed, then colleagues'. */
function getRank(parcel: ShipmentRow, staffId: string): number {
  if (parcel.status === "packed") return 2;
  if (!parcel.claimedBy) return 1;
  return parcel.claimedBy.id === staffId ? 0 : 3;
}

/** The shipments to do, each with its next step in one tap. */
export function ShipmentQueue() {
  const t = useTranslations("register.shipments");
  const { fresh, parcels } = useShipments();
  const { staffId } = useShift();
  const errorText = useErrorText();
  const router = useRouter();
  const claim = useMutation(useTRPC().shipments.store.claim.mutationOptions());
  const open = (id: string) => router.push(`/store/parcels/${id}`);
  const order = [...parcels].sort((a, b) => getRank(a, staffId) - getRank(b, staffId));
  return (
    <>
      {claim.error ? <Notice tone="refused">{errorText(claim.error)}</Notice> : null}
      <ul aria-label={t("toDo")}>
        {order.map((parcel) => {
          const mine = parcel.claimedBy?.id === staffId;
          const packed = parcel.status === "packed";
          const title = t(packed ? "sendTitle" : "packTitle", { number: String(parcel.number) });
          const theirs = parcel.claimedBy && !mine && !packed;
          return (
            <li
              key={parcel.id}
              data-testid="shipment-item"
              className="grid min-h-[88px] grid-cols-[1fr_auto] items-center gap-4 border-b border-hairline py-3"
            >
              <div className="min-w-0">
                <p className="text-lg leading-snug font-semibold tabular">{title}</p>
                <p className="text-base text-soft tabular">
                  {t("items", { count: openQuantityOf(parcel) })} · {t("to", { city: parcel.city })}
                  {theirs ? ` · ${t("with", { name: parcel.claimedBy?.name ?? "" })}` : ""}
                </p>
              </div>
              {theirs ? null : (
                <Button
                  size="tablet"
                  variant={packed ? "success" : "primary"}
                  className="min-w-[124px]"
                  disabled={!fresh}
                  busy={claim.isPending && claim.variables.parcelId === parcel.id}
                  onClick={() =>
                    packed || mine
                      ? open(parcel.id)
                      : claim.mutate({ parcelId: parcel.id }, { onSuccess: () => open(parcel.id) })
                  }
                >
                  {t(packed ? "sendGo" : mine ? "continue" : "start")}
                  <span className="sr-only"> {title}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
