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
function getRank(shipment: ShipmentRow, staffId: string): number {
  if (shipment.status === "packed") return 2;
  if (!shipment.claimedBy) return 1;
  return shipment.claimedBy.id === staffId ? 0 : 3;
}

/** The shipments to do, each with its next step in one tap. */
export function ShipmentQueue() {
  const t = useTranslations("register.shipments");
  const { fresh, shipments } = useShipments();
  const { staffId } = useShift();
  const errorText = useErrorText();
  const router = useRouter();
  const claim = useMutation(useTRPC().shipments.store.claim.mutationOptions());
  const open = (id: string) => router.push(`/store/shipments/${id}`);
  const order = [...shipments].sort((a, b) => getRank(a, staffId) - getRank(b, staffId));
  return (
    <>
      {claim.error ? <Notice tone="refused">{errorText(claim.error)}</Notice> : null}
      <ul aria-label={t("toDo")}>
        {order.map((shipment) => {
          const mine = shipment.claimedBy?.id === staffId;
          const packed = shipment.status === "packed";
          const title = t(packed ? "sendTitle" : "packTitle", { number: String(shipment.number) });
          const theirs = shipment.claimedBy && !mine && !packed;
          return (
            <li
              key={shipment.id}
              data-testid="shipment-item"
              className="grid min-h-[88px] grid-cols-[1fr_auto] items-center gap-4 border-b border-hairline py-3"
            >
              <div className="min-w-0">
                <p className="text-lg leading-snug font-semibold tabular">{title}</p>
                <p className="text-base text-soft tabular">
                  {t("items", { count: openQuantityOf(shipment) })} · {t("to", { city: shipment.city })}
                  {theirs ? ` · ${t("with", { name: shipment.claimedBy?.name ?? "" })}` : ""}
                </p>
              </div>
              {theirs ? null : (
                <Button
                  size="tablet"
                  variant={packed ? "success" : "primary"}
                  className="min-w-[124px]"
                  disabled={!fresh}
                  busy={claim.isPending && claim.variables.parcelId === shipment.id}
                  onClick={() =>
                    packed || mine
                      ? open(shipment.id)
                      : claim.mutate({ parcelId: shipment.id }, { onSuccess: () => open(shipment.id) })
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
