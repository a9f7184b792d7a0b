"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { OrderItem } from "@/components/orders/order-item";
import { PayButtons } from "@/components/register/pay-buttons";
import { RunningSale } from "@/components/register/running-sale";
import { type OngoingSale, useOngoingSale } from "@/components/register/use-sale";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useCodeScans } from "@/components/scans/use-code-scans";
import { CameraScanner } from "@/components/store/camera-scanner";
import { CodePad } from "@/components/store/code-pad";
import { LastUpdated, OfflineNotice } from "@/components/store/last-updated";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { computeDue, parseHandOverText } from "@/server/orders/pickup/rules";
import type { StorePickupRow } from "@/server/orders/pickup/schema";
import { getCardMinimum } from "@/server/payments/rules";
import { formatMoney } from "@/server/platform/money";
import { usePickupQueue } from "./use-pickup-queue";

/** The error of a code in the tablet's wording. */
function useCodeErrorText(): (error: unknown) => string {
  const t = useTranslations("store.handOver");
  const errorText = useErrorText();
  return (error) => {
    const refusal = refusalOf(error);
    if (refusal?.code === "CODE_WRONG") return t("wrong");
    if (refusal?.code === "CODE_EXPIRED") return t("expired");
    if (refusal?.code === "RATE_LIMITED") return t("tooMany");
    if (refusal?.code !== "WRONG_STATUS") return errorText(error);
    const { status } = refusal.details;
    return t(status === "collected" ? "collected" : status === "cancelled" ? "cancelled" : "notReady");
  };
}

/** Hands a pickup over: the shopper's code by camera, hand scanner or keys, then the payment. */
export function HandOverPage({ pickupId }: { pickupId: string | null }) {
  const t = useTranslations("store.handOver");
  const codeErrorText = useCodeErrorText();
  const { pickups } = usePickupQueue();
  const [code, setCode] = useState("");
  const { ready, running, set } = useOngoingSale("selvedge-hand-over");
  const router = useRouter();
  const check = useMutation(useTRPC().pickups.store.checkCode.mutationOptions({ onError: () => setCode("") }));
  const wanted = pickups.find((p) => p.id === pickupId);
  const checkCode = async (read: NonNullable<ReturnType<typeof parseHandOverText>>) => {
    setCode(read.code);
    const id = read.pickupId ?? pickupId;
    const { number, contactName } = await check.mutateAsync({ code: read.code, ...(id ? { pickupId: id } : {}) });
    return t("for", { number: String(number), name: contactName });
  };
  const scans = useCodeScans(
    check.data || running
      ? null
      : { read: parseHandOverText, unknown: t("foreign"), act: checkCode, refused: codeErrorText },
  );
  const submitCode = (text: string) => void scans.hear(text);
  const finish = (sold: boolean) => {
    set(null);
    check.reset();
    setCode("");
    if (sold) router.push("/store");
  };
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <div className="flex items-center justify-between gap-4">
        <Link
          href="/store"
          className="inline-flex min-h-14 items-center pr-6 text-base underline-offset-4 hover:underline"
        >
          ← {t("hide")}
        </Link>
        <LastUpdated />
      </div>
      <OfflineNotice />
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      {!ready ? (
        <Skeleton className="h-96" />
      ) : running ? (
        <RunningSale running={running} reserved onCash={(cash) => set({ ...running, cash })} onOver={finish} />
      ) : check.data ? (
        <PaymentDue pickup={check.data} code={code} onSale={set} onOther={() => check.reset()} />
      ) : (
        <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
          <section className="grid content-start gap-4">
            <p className="text-lg text-soft">
              {wanted ? t("for", { number: String(wanted.number), name: wanted.contactName }) : ""}
              {wanted ? <br /> : null}
              {t("text")}
            </p>
            <CameraScanner onCode={submitCode} />
            <ScanFeedback size="tablet" />
          </section>
          <CodePad code={code} busy={check.isPending} onCode={setCode} onDone={submitCode} />
        </div>
      )}
    </main>
  );
}

type VerifiedPickup = { pickup: StorePickupRow; code: string };

/** The items and their payment; a paid pickup is handed over with a tap. */
function PaymentDue({
  pickup,
  code,
  onSale,
  onOther,
}: VerifiedPickup & { onSale: (running: OngoingSale) => void; onOther: () => void }) {
  const t = useTranslations("store.handOver");
  const locale = useLocale();
  const lines = pickup.lines.filter((l) => l.status !== "declined");
  const number = String(pickup.number);
  const amount = formatMoney(computeDue(lines), locale);
  return (
    <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
      <section>
        <p className="mb-4 text-lg tabular">{t("for", { number, name: pickup.contactName })}</p>
        <ul className="grid gap-4 border-t border-hairline pt-4">
          {lines.map((line) => (
            <li key={line.id}>
              <OrderItem variantId={line.variantId} quantity={line.quantity} price={line.price} />
            </li>
          ))}
        </ul>
      </section>
      <section className="grid content-start gap-4">
        <p className="font-serif text-5xl tabular" data-testid="amount-due">
          {t(pickup.paid ? "isPaid" : "due", { sum: amount })}
        </p>
        {pickup.paid ? (
          <HandOverPaid pickup={pickup} code={code} />
        ) : (
          <PayPickup pickup={pickup} code={code} onSale={onSale} />
        )}
        <Button size="tablet" variant="quiet" block onClick={onOther}>
          {t("other")}
        </Button>
      </section>
    </div>
  );
}

/** The hand-over of a paid pickup. */
function HandOverPaid({ pickup, code }: VerifiedPickup) {
  const t = useTranslations("store.handOver");
  const router = useRouter();
  const toast = useToast();
  const codeErrorText = useCodeErrorText();
  const handOver = useMutation(useTRPC().pickups.store.handOver.mutationOptions());
  const done = () => {
    toast({ text: t("doneToast", { number: String(pickup.number) }) });
    router.push("/store");
  };
  return (
    <>
      {handOver.error ? <Notice tone="refused">{codeErrorText(handOver.error)}</Notice> : null}
      <Button
        size="tablet"
        variant="success"
        block
        busy={handOver.isPending}
        onClick={() => handOver.mutate({ pickupId: pickup.id, code }, { onSuccess: done })}
      >
        {t("go")}
      </Button>
    </>
  );
}

/** The payment methods: a reservation is sold like any sale. */
function PayPickup({ pickup, code, onSale }: VerifiedPickup & { onSale: (running: OngoingSale) => void }) {
  const codeErrorText = useCodeErrorText();
  const sale = useMutation(useTRPC().sales.store.sellPickup.mutationOptions());
  const closed = refusalOf(sale.error)?.code === "TILL_CLOSED";
  const total = computeDue(pickup.lines);
  const cardFrom = { ...total, minor: getCardMinimum(total.currency) };
  return (
    <>
      {sale.error && !closed ? <Notice tone="refused">{codeErrorText(sale.error)}</Notice> : null}
      <PayButtons
        missing={[]}
        quote={{ payable: true, total, cardFrom }}
        busy={sale.isPending ? sale.variables.method : null}
        closed={closed}
        onPay={(method) =>
          sale.mutate(
            { pickupId: pickup.id, code, method },
            { onSuccess: ({ orderId, url }) => onSale({ orderId, method, url }) },
          )
        }
      />
    </>
  );
}
