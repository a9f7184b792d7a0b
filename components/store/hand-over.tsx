"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { Piece } from "@/components/orders/piece";
import { ScanSays } from "@/components/scans/scan-says";
import { useCodeScans } from "@/components/scans/use-code-scans";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { readHandOver } from "@/server/orders/pickup/rules";
import type { StorePickupRow } from "@/server/orders/pickup/schema";
import { formatMoney, sumMoney } from "@/server/platform/money";
import { CameraScanner } from "./camera-scanner";
import { CodePad } from "./code-pad";
import { AwayNotice, LiveAge } from "./live-age";
import { useQueue } from "./use-queue";

/** What went wrong with a code, in the tablet's words. */
function useCodeTrouble(): (error: unknown) => string {
  const t = useTranslations("store.handOver");
  const errorText = useErrorText();
  return (error) => {
    const refusal = refusalOf(error);
    if (refusal?.code === "CODE_WRONG") return t("wrong");
    if (refusal?.code === "CODE_EXPIRED") return t("expired");
    if (refusal?.code === "TOO_MANY") return t("tooMany");
    if (refusal?.code !== "WRONG_STATUS") return errorText(error);
    const { status } = refusal.details;
    return t(status === "collected" ? "collected" : status === "cancelled" ? "cancelled" : "notReady");
  };
}

/** Hands a pick-up over: the shopper's code by camera, hand scanner or keys, then the sum, then done. */
export function HandOver({ pickupId }: { pickupId: string | null }) {
  const t = useTranslations("store.handOver");
  const trouble = useCodeTrouble();
  const { pickups } = useQueue();
  const [code, setCode] = useState("");
  const check = useMutation(useTRPC().store.pickup.checkCode.mutationOptions({ onError: () => setCode("") }));
  const wanted = pickups.find((p) => p.id === pickupId);
  const lookAt = async (read: NonNullable<ReturnType<typeof readHandOver>>) => {
    setCode(read.code);
    const id = read.pickupId ?? pickupId;
    const { number, contactName } = await check.mutateAsync({ code: read.code, ...(id ? { pickupId: id } : {}) });
    return t("for", { number: String(number), name: contactName });
  };
  const scans = useCodeScans(
    check.data ? null : { read: readHandOver, unknown: t("foreign"), act: lookAt, refused: trouble },
  );
  const tell = (text: string) => void scans.hear(text);
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <div className="flex items-center justify-between gap-4">
        <Link
          href="/store"
          className="inline-flex min-h-14 items-center pr-6 text-base underline-offset-4 hover:underline"
        >
          ← {t("hide")}
        </Link>
        <LiveAge />
      </div>
      <AwayNotice />
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      {check.data ? (
        <Till pickup={check.data} code={code} onOther={() => check.reset()} />
      ) : (
        <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
          <section className="grid content-start gap-4">
            <p className="text-lg text-soft">
              {wanted ? t("for", { number: String(wanted.number), name: wanted.contactName }) : ""}
              {wanted ? <br /> : null}
              {t("text")}
            </p>
            <CameraScanner onCode={tell} />
            <div className="min-h-12">
              {check.error ? <Notice tone="refused">{trouble(check.error)}</Notice> : null}
            </div>
            <ScanSays size="tablet" />
          </section>
          <CodePad code={code} busy={check.isPending} onCode={setCode} onDone={tell} />
        </div>
      )}
    </main>
  );
}

/** The pieces, the sum to take, and the last tap. */
function Till({ pickup, code, onOther }: { pickup: StorePickupRow; code: string; onOther: () => void }) {
  const t = useTranslations("store.handOver");
  const locale = useLocale();
  const router = useRouter();
  const toast = useToast();
  const trouble = useCodeTrouble();
  const handOver = useMutation(useTRPC().store.pickup.handOver.mutationOptions());
  const lines = pickup.lines.filter((l) => l.status !== "declined");
  const currency = lines[0]?.price.currency ?? "";
  const sum = sumMoney(
    lines.map((l) => ({ ...l.price, minor: l.price.minor * l.quantity })),
    currency,
  );
  const number = String(pickup.number);
  const done = () => {
    toast({ text: t("doneToast", { number }) });
    router.push("/store");
  };
  return (
    <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
      <section>
        <p className="mb-4 text-lg tabular">{t("for", { number, name: pickup.contactName })}</p>
        <ul className="grid gap-4 border-t border-hairline pt-4">
          {lines.map((line) => (
            <li key={line.id}>
              <Piece variantId={line.variantId} quantity={line.quantity} price={line.price} />
            </li>
          ))}
        </ul>
      </section>
      <section className="grid content-start gap-4">
        <p className="font-serif text-5xl tabular" data-testid="to-pay">
          {t("take", { sum: formatMoney({ minor: sum.minor, currency }, locale) })}
        </p>
        {handOver.error ? <Notice tone="refused">{trouble(handOver.error)}</Notice> : null}
        <Button
          size="tablet"
          variant="done"
          block
          busy={handOver.isPending}
          onClick={() => handOver.mutate({ pickupId: pickup.id, code }, { onSuccess: done })}
        >
          {t("paid")}
        </Button>
        <Button size="tablet" variant="quiet" block onClick={onOther}>
          {t("other")}
        </Button>
      </section>
    </div>
  );
}
