"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Qr } from "@/components/ui/qr";
import { Skeleton } from "@/components/ui/skeleton";
import type { SaleRow } from "@/server/orders/sale/schema";
import { formatMoney } from "@/server/platform/money";
import { PayCard } from "./pay-card";
import { PayCash } from "./pay-cash";
import { SaleDone } from "./sale-done";
import type { OngoingSale } from "./use-sale";

const pollMs = 2_000;

/** The state of the sale, polled every two seconds until it is paid or ended. */
function useSaleStatus(orderId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const ask = useMutation(trpc.sales.store.getStatus.mutationOptions());
  const queryKey = ["sale-status", orderId];
  const status = useQuery({
    queryKey,
    queryFn: () => ask.mutateAsync({ orderId }),
    refetchInterval: (query) => (!query.state.data || query.state.data.status === "awaiting_payment" ? pollMs : false),
    staleTime: 0,
    retry: false,
  });
  const set = (row: SaleRow) => queryClient.setQueryData(queryKey, row);
  return { ...status, set };
}

/** The customer's phone scans the hosted checkout. */
function PayByPhone({ url }: { url: string | null }) {
  const t = useTranslations("register.pay");
  if (!url) return <Notice tone="error">{t("noPage")}</Notice>;
  return (
    <div className="grid justify-items-center gap-4">
      <Qr text={url} label={t("qrLabel")} className="size-80 max-w-full" />
      <p className="text-xl text-balance">{t("scan")}</p>
    </div>
  );
}

/**
 * A sale with a pending payment: by phone, reader or cash; shows refused, unreachable and expired; can be cancelled.
 */
export function RunningSale({
  running,
  reserved = false,
  onCash,
  onOver,
}: {
  running: OngoingSale;
  /** A reservation is being sold: its items stay held, and there is no basket. */
  reserved?: boolean;
  onCash: (cash: NonNullable<OngoingSale["cash"]>) => void;
  onOver: (sold: boolean) => void;
}) {
  const t = useTranslations("register.pay");
  const locale = useLocale();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { orderId, method, url } = running;
  const status = useSaleStatus(orderId);
  const cancel = useMutation(
    trpc.sales.store.cancel.mutationOptions({
      onSuccess: (row) => {
        status.set(row);
        if (row.status === "not_paid") onOver(false);
      },
      onError: () => void status.refetch(),
    }),
  );
  const row = status.data;
  const back = (
    <Button size="tablet" variant="outline" onClick={() => onOver(false)}>
      {t(reserved ? "backToCode" : "backToBasket")}
    </Button>
  );
  if (!row)
    return status.error ? (
      <Notice tone="error" action={back}>
        {errorText(status.error)}
      </Notice>
    ) : (
      <Skeleton className="h-96" />
    );
  if (row.status === "not_paid")
    return (
      <section className="mx-auto grid max-w-xl gap-5 py-16 text-center">
        <h1 className="font-serif text-4xl">{t("overTitle", { number: String(row.number) })}</h1>
        <p className="text-xl text-pretty">{t(reserved ? "overKept" : "overText")}</p>
        {back}
      </section>
    );
  if (row.status !== "awaiting_payment")
    return <SaleDone order={row} cash={running.cash} onNext={() => onOver(true)} />;
  return (
    <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
      <section className="grid content-start gap-3">
        <h1 className="font-serif text-3xl tabular">{t("title", { number: String(row.number) })}</h1>
        <p className="font-serif text-6xl tabular" data-testid="amount-due">
          {formatMoney(row.total, locale)}
        </p>
        {status.error ? <Notice tone="kept">{t("unreachable")}</Notice> : null}
        {row.payment?.status === "failed" ? <Notice tone="refused">{t("refused")}</Notice> : null}
        {cancel.error ? <Notice tone="refused">{errorText(cancel.error)}</Notice> : null}
        <p role="status" className="text-lg text-soft">
          {t(`waiting.${method}`)}
        </p>
        <Button
          size="tablet"
          variant="quiet"
          className="justify-self-start"
          busy={cancel.isPending}
          onClick={() => cancel.mutate({ orderId })}
        >
          {t("cancel")}
        </Button>
      </section>
      {method === "card_online" ? <PayByPhone url={row.payment?.url ?? url} /> : null}
      {method === "card_terminal" ? <PayCard order={row} onChanged={() => void status.refetch()} /> : null}
      {method === "cash" ? <PayCash order={row} onGiven={onCash} onPaid={status.set} /> : null}
    </div>
  );
}
