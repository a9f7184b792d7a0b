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
import type { ParcelRow } from "@/server/orders/shipments/schema";
import { ParcelLabel } from "./shipment-label";
import { ParcelLine } from "./shipment-line";
import { usePacking } from "./use-packing";
import { useParcels } from "./use-shipments";

/** One parcel: its pieces found and packed, its address, its way to the carrier. */
export function ParcelPage({ id }: { id: string }) {
  const t = useTranslations("till.parcels");
  const { ready, parcels } = useParcels();
  const parcel = parcels.find((p) => p.id === id);
  const back = (
    <Link href="/store/parcels" className={buttonClass({ size: "tablet" })}>
      {t("heading")}
    </Link>
  );
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <BackBar />
      {parcel ? (
        <Parcel parcel={parcel} />
      ) : ready ? (
        <Empty title={t("gone")} text={t("goneText")} action={back} />
      ) : (
        <Skeleton className="mt-6 h-96" />
      )}
    </main>
  );
}

function Parcel({ parcel }: { parcel: ParcelRow }) {
  const t = useTranslations("till.parcels");
  const { staffId } = useShift();
  const { when } = useStoreTimes();
  const errorText = useErrorText();
  const router = useRouter();
  const toast = useToast();
  const number = String(parcel.number);
  const packing = usePacking(parcel, ({ status }) => {
    if (status !== "cancelled") return;
    toast({ text: t("cancelledToast", { number }) });
    router.push("/store");
  });
  const mine = parcel.status === "open" && parcel.claimedBy?.id === staffId;
  const { unconfirmed } = packing;
  return (
    <div className="grid gap-x-10 gap-y-6 landscape:grid-cols-[1fr_360px]">
      <section aria-label={t("lines")}>
        <header className="mb-2">
          <h1 className="font-serif text-4xl tabular">{t("title", { number })}</h1>
          <p className="text-lg text-soft tabular">
            {t("for", { name: parcel.contactName })} · {t("to", { city: parcel.city })} ·{" "}
            {t("ordered", {
              at: when(parcel.placedAt, parcel.timeZone),
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
          {parcel.lines.map((line) => (
            <ParcelLine
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
        {parcel.status === "packed" ? (
          <ParcelLabel parcel={parcel} />
        ) : mine ? (
          <PackActions parcel={parcel} packing={packing} />
        ) : (
          <Claim parcel={parcel} />
        )}
      </aside>
    </div>
  );
}

function PackActions({ parcel, packing }: { parcel: ParcelRow; packing: ReturnType<typeof usePacking> }) {
  const t = useTranslations("till.parcels");
  const errorText = useErrorText();
  const router = useRouter();
  const unclaim = useMutation(useTRPC().store.parcels.unclaim.mutationOptions());
  const { open, missing, left, busy } = packing;
  const label = open > 0 ? t("remaining", { count: open }) : left === 0 ? t("cancel") : t("pack");
  return (
    <>
      <Button
        size="tablet"
        variant={left === 0 && open === 0 ? "decide" : "done"}
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
        onClick={() => unclaim.mutate({ parcelId: parcel.id }, { onSuccess: () => router.push("/store") })}
      >
        {t("putBack")}
      </Button>
    </>
  );
}

function Claim({ parcel }: { parcel: ParcelRow }) {
  const t = useTranslations("till.parcels");
  const errorText = useErrorText();
  const claim = useMutation(useTRPC().store.parcels.claim.mutationOptions());
  if (parcel.claimedBy) return <p className="text-lg">{t("byOther", { name: parcel.claimedBy.name })}</p>;
  return (
    <>
      {claim.error ? <Notice tone="refused">{errorText(claim.error)}</Notice> : null}
      <Button size="tablet" block busy={claim.isPending} onClick={() => claim.mutate({ parcelId: parcel.id })}>
        {t("startPacking")}
      </Button>
    </>
  );
}
