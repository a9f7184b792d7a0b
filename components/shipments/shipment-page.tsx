"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { BackBar } from "@/components/store/back-bar";
import { useShift } from "@/components/store/use-shift";
import { WriteOffApproval } from "@/components/store/write-off-approval";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { ShipmentRow } from "@/server/orders/shipments/schema";
import { ShipmentLabel } from "./shipment-label";
import { ShipmentLineRow } from "./shipment-line";
import { usePacking } from "./use-packing";
import { useShipments } from "./use-shipments";

/** One shipment: picking and packing, its address, the hand-over to the carrier. */
export function ShipmentPage({ id }: { id: string }) {
  const t = useTranslations("register.shipments");
  const { ready, shipments } = useShipments();
  const shipment = shipments.find((p) => p.id === id);
  const back = (
    <Link href="/store/shipments" className={buttonClass({ size: "tablet" })}>
      {t("heading")}
    </Link>
  );
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <BackBar />
      {shipment ? (
        <ShipmentDetails shipment={shipment} />
      ) : ready ? (
        <Empty title={t("gone")} text={t("goneText")} action={back} />
      ) : (
        <Skeleton className="mt-6 h-96" />
      )}
    </main>
  );
}

function ShipmentDetails({ shipment }: { shipment: ShipmentRow }) {
  const t = useTranslations("register.shipments");
  const { staffId } = useShift();
  const { when } = useStoreTimes();
  const errorText = useErrorText();
  const router = useRouter();
  const toast = useToast();
  const number = String(shipment.number);
  const packing = usePacking(shipment, ({ status }) => {
    if (status !== "cancelled") return;
    toast({ text: t("cancelledToast", { number }) });
    router.push("/store");
  });
  const mine = shipment.status === "open" && shipment.claimedBy?.id === staffId;
  const { unconfirmed } = packing;
  return (
    <div className="grid gap-x-10 gap-y-6 landscape:grid-cols-[1fr_360px]">
      <section aria-label={t("lines")}>
        <header className="mb-2">
          <h1 className="font-serif text-4xl tabular">{t("title", { number })}</h1>
          <p className="text-lg text-soft tabular">
            {t("for", { name: shipment.contactName })} · {t("to", { city: shipment.city })} ·{" "}
            {t("ordered", {
              at: when(shipment.placedAt, shipment.timeZone),
            })}
          </p>
        </header>
        {packing.error ? <Notice tone="refused">{errorText(packing.error)}</Notice> : null}
        {unconfirmed ? (
          <WriteOffApproval
            line={{ id: unconfirmed.line.lineId, variantId: unconfirmed.line.variantId }}
            amountMinor={unconfirmed.amountMinor}
            onApproved={(approvalId) => void packing.close(approvalId)}
            onClose={packing.forget}
          />
        ) : null}
        <ul className="border-t border-hairline">
          {shipment.lines.map((line) => (
            <ShipmentLineRow
              key={line.lineId}
              line={line}
              said={packing.saidOf(line.lineId)}
              active={mine}
              onSay={(said) => packing.say(line.lineId, said)}
            />
          ))}
        </ul>
      </section>
      <aside className="grid content-start gap-4">
        {shipment.status === "packed" ? (
          <ShipmentLabel shipment={shipment} />
        ) : mine ? (
          <PackActions shipment={shipment} packing={packing} />
        ) : (
          <ClaimShipment shipment={shipment} />
        )}
      </aside>
    </div>
  );
}

function PackActions({ shipment, packing }: { shipment: ShipmentRow; packing: ReturnType<typeof usePacking> }) {
  const t = useTranslations("register.shipments");
  const errorText = useErrorText();
  const router = useRouter();
  const unclaim = useMutation(useTRPC().shipments.store.unclaim.mutationOptions());
  const { open, missing, left, busy } = packing;
  const label = open > 0 ? t("remaining", { count: open }) : left === 0 ? t("cancel") : t("pack");
  return (
    <>
      <Button
        size="tablet"
        variant={left === 0 && open === 0 ? "accent" : "success"}
        block
        busy={busy}
        disabled={open > 0}
        onClick={() => void packing.close()}
      >
        {label}
      </Button>
      {missing > 0 ? <p className="text-lg text-pretty">{t("moneyBack")}</p> : null}
      {unclaim.error ? <Notice tone="refused">{errorText(unclaim.error)}</Notice> : null}
      <Button
        size="tablet"
        variant="quiet"
        block
        busy={unclaim.isPending}
        onClick={() => unclaim.mutate({ parcelId: shipment.id }, { onSuccess: () => router.push("/store") })}
      >
        {t("putBack")}
      </Button>
    </>
  );
}

function ClaimShipment({ shipment }: { shipment: ShipmentRow }) {
  const t = useTranslations("register.shipments");
  const errorText = useErrorText();
  const claim = useMutation(useTRPC().shipments.store.claim.mutationOptions());
  if (shipment.claimedBy) return <p className="text-lg">{t("byOther", { name: shipment.claimedBy.name })}</p>;
  return (
    <>
      {claim.error ? <Notice tone="refused">{errorText(claim.error)}</Notice> : null}
      <Button size="tablet" block busy={claim.isPending} onClick={() => claim.mutate({ parcelId: shipment.id })}>
        {t("startPacking")}
      </Button>
    </>
  );
}
