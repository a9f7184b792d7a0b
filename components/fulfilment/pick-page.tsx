"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { CameraScanner } from "@/components/store/camera-scanner";
import { LastUpdated, OfflineNotice } from "@/components/store/last-updated";
import { useShift } from "@/components/store/use-shift";
import { WriteOffApproval } from "@/components/store/write-off-approval";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { StorePickupRow } from "@/server/orders/pickup/schema";
import { PickLine } from "./pick-line";
import { NotificationLine, useNotificationText } from "./pickup-notifications";
import { usePickScans } from "./use-pick-scans";
import { pickingScope, usePicking } from "./use-picking";
import { usePickupNotifications } from "./use-pickup-notifications";
import { usePickupQueue } from "./use-pickup-queue";

/**
 * The picking of one pickup: find each line by camera, hand scanner or tap, mark what is missing, then notify the
 * shopper.
 */
export function PickPage({ id }: { id: string }) {
  const t = useTranslations("store.pick");
  const { ready, pickups } = usePickupQueue();
  const pickup = pickups.find((p) => p.id === id);
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <div className="flex items-center justify-between gap-4">
        <Link
          href="/store"
          className="inline-flex min-h-14 items-center pr-6 text-base underline-offset-4 hover:underline"
        >
          ← {t("back")}
        </Link>
        <LastUpdated />
      </div>
      <OfflineNotice />
      {pickup ? (
        <Picking pickup={pickup} />
      ) : ready ? (
        <Empty
          title={t("gone")}
          text={<PickupGone id={id} />}
          action={
            <Link href="/store" className={buttonClass({ size: "tablet" })}>
              {t("back")}
            </Link>
          }
        />
      ) : (
        <Skeleton className="mt-6 h-96" />
      )}
    </main>
  );
}

/** Why a pickup is not in the queue: declined, with the state of its notification, or another reason. */
function PickupGone({ id }: { id: string }) {
  const t = useTranslations("store.pick");
  const row = usePickupNotifications().of(id);
  const text = useNotificationText();
  if (row?.kind !== "declined") return t("goneText");
  return `${t("declinedToast", { number: String(row.number) })}. ${text(row)}`;
}

function Picking({ pickup }: { pickup: StorePickupRow }) {
  const t = useTranslations("store.pick");
  const { staffId } = useShift();
  const { when } = useStoreTimes();
  const errorText = useErrorText();
  const { lines, say, scanned, scanPiece, error, unconfirmed, forget } = usePicking(pickup);
  const mine = pickup.status === "picking" && pickup.claimedBy?.id === staffId;
  const scans = usePickScans({ id: pickup.id, lines }, mine, scanPiece);
  return (
    <div className="grid gap-x-10 gap-y-6 landscape:grid-cols-[1fr_340px]">
      <section aria-label={t("lines")}>
        <header className="mb-2">
          <h1 className="font-serif text-4xl tabular">{t("title", { number: String(pickup.number) })}</h1>
          <p className="text-lg text-soft tabular">
            {t("for", { name: pickup.contactName })} ·{" "}
            {t("promised", { when: when(pickup.promisedAt, pickup.store.timeZone) })}
          </p>
        </header>
        {error && !unconfirmed ? <Notice tone="refused">{errorText(error)}</Notice> : null}
        {unconfirmed?.line ? (
          <WriteOffApproval
            line={unconfirmed.line}
            amountMinor={unconfirmed.worth}
            onApproved={(approvalId) => say(unconfirmed.line?.id ?? "", "declined", approvalId)}
            onClose={forget}
          />
        ) : null}
        <ul className="border-t border-hairline">
          {lines.map((line) => (
            <PickLine
              key={line.id}
              line={line}
              found={scanned[line.id] ?? 0}
              active={mine}
              onSay={(status) => say(line.id, status)}
            />
          ))}
        </ul>
      </section>
      <aside className="grid content-start gap-4">
        {mine ? <CameraScanner onCode={(code) => void scans.hear(code)} /> : null}
        {mine ? <ScanFeedback size="tablet" /> : null}
        <PickActions pickup={{ ...pickup, lines }} mine={mine} />
      </aside>
    </div>
  );
}

function PickActions({ pickup, mine }: { pickup: StorePickupRow; mine: boolean }) {
  const t = useTranslations("store.pick");
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const claim = useMutation(trpc.pickups.store.claim.mutationOptions());
  const input = { pickupId: pickup.id };
  const unclaim = useMutation({ ...trpc.pickups.store.unclaim.mutationOptions(), ...pickingScope(pickup.id) });
  const ready = useMutation({ ...trpc.pickups.store.markReady.mutationOptions(), ...pickingScope(pickup.id) });
  const number = String(pickup.number);
  const open = pickup.lines.filter((l) => l.status === "reserved").reduce((sum, l) => sum + l.quantity, 0);
  const nothing = pickup.lines.every((l) => l.status === "declined");
  const home = () => router.push("/store");
  const finish = () =>
    ready.mutate(input, {
      onSuccess: ({ status }) => {
        toast({ text: t(status === "declined" ? "declinedToast" : "doneToast", { number }) });
        void queries.invalidateQueries(trpc.pickups.store.listNotices.pathFilter());
        // A declined pickup leaves the queue: this shows the state of its notification.
        if (status !== "declined") home();
      },
    });
  const error = claim.error ?? unclaim.error ?? ready.error;
  if (pickup.status === "ready") {
    return (
      <div className="grid gap-3">
        <NotificationLine pickupId={pickup.id} />
        <Link
          href={`/store/hand-over?pickup=${pickup.id}`}
          className={buttonClass({ size: "tablet", variant: "success", block: true })}
        >
          {t("handOver")}
        </Link>
      </div>
    );
  }
  return (
    <div className="grid gap-3">
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      {mine ? (
        <>
          <Button
            size="tablet"
            variant={nothing ? "accent" : "success"}
            block
            disabled={open > 0}
            busy={ready.isPending}
            onClick={finish}
          >
            {nothing ? t("decline") : open > 0 ? t("remaining", { count: open }) : t("ready")}
          </Button>
          <Button
            size="tablet"
            variant="quiet"
            block
            busy={unclaim.isPending}
            onClick={() => unclaim.mutate(input, { onSuccess: home })}
          >
            {t("putBack")}
          </Button>
        </>
      ) : pickup.claimedBy ? (
        <p className="text-lg">{t("byOther", { name: pickup.claimedBy.name })}</p>
      ) : (
        <Button size="tablet" block busy={claim.isPending} onClick={() => claim.mutate(input)}>
          {t("claim")}
        </Button>
      )}
    </div>
  );
}
