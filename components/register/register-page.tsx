"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { BackBar } from "@/components/store/back-bar";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney, type Money } from "@/server/platform/money";
import { CashMovementForm } from "./cash-movement";
import { CashRefunds } from "./cash-refunds";
import { CloseRegister, type OpenShift } from "./close-register";
import { OpenRegister } from "./open-register";

/** This tablet's register: open, cash movements, refunds, close. */
export function RegisterPage() {
  const t = useTranslations("register.shift");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [closed, setClosed] = useState<Money | null>(null);
  const current = useQuery(trpc.register.store.get.queryOptions(undefined, { staleTime: 0, refetchInterval: 10_000 }));
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.register.store.get.queryKey() });
  const { data } = current;
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <BackBar />
      <h1 className="mb-4 font-serif text-4xl">{t("title")}</h1>
      {closed ? (
        <section role="status" className="mx-auto grid max-w-xl gap-5 py-12 text-center">
          <h2 className="font-serif text-3xl">{t("closedDone")}</h2>
          <p className={`text-2xl tabular ${closed.minor === 0 ? "text-sage" : "text-thread"}`}>
            {closed.minor === 0 ? t("exact") : t("doneDifference", { sum: formatMoney(closed, locale) })}
          </p>
          <Button size="tablet" variant="outline" onClick={() => setClosed(null)}>
            {t("again")}
          </Button>
        </section>
      ) : data ? (
        <div className="grid gap-x-12 gap-y-8 landscape:grid-cols-2">
          {data.shift ? <OpenRegisterView shift={data.shift} onMoved={reload} /> : <OpenRegister onOpened={reload} />}
          <div className="grid content-start gap-8">
            {data.shift ? (
              <CloseRegister
                shift={data.shift}
                onClosed={(done) => {
                  setClosed(done);
                  void reload();
                }}
              />
            ) : null}
            <CashRefunds waiting={data.refunds} open={data.shift !== null} onPaid={reload} />
          </div>
        </div>
      ) : current.error ? (
        <Empty
          title={errorText(current.error)}
          action={<Button onClick={() => current.refetch()}>{t("unreachable")}</Button>}
        />
      ) : (
        <Skeleton className="h-96" />
      )}
      {data && current.error ? <Notice tone="kept">{errorText(current.error)}</Notice> : null}
    </main>
  );
}

function OpenRegisterView({ shift, onMoved }: { shift: OpenShift; onMoved: () => void }) {
  const t = useTranslations("register.shift");
  const locale = useLocale();
  const { when } = useStoreTimes();
  const { timeZone } = useShift();
  return (
    <section className="grid content-start gap-4">
      <p className="text-lg text-soft tabular">
        {t("since", { at: when(shift.openedAt, timeZone), name: shift.openedBy })} ·{" "}
        {t("floatOf", { sum: formatMoney(shift.float, locale) })}
      </p>
      <p className="text-xl">{t("expected")}</p>
      <p className="font-serif text-6xl tabular" data-testid="expected">
        {formatMoney(shift.expected, locale)}
      </p>
      <CashMovementForm currency={shift.expected.currency} onMoved={onMoved} />
      <h2 className="mt-4 font-serif text-2xl">{t("movements")}</h2>
      {shift.movements.length === 0 ? <p className="text-lg text-soft">{t("none")}</p> : null}
      <ul>
        {shift.movements.map((m) => (
          <li
            key={m.id}
            className="grid min-h-14 grid-cols-[9rem_1fr_auto] items-center gap-4 border-b border-hairline text-lg"
          >
            <span className="text-soft tabular">{when(m.at, timeZone)}</span>
            <span>
              {t(`reason.${m.reason}`)}
              {m.orderNumber ? ` ${m.orderNumber}` : ""}
              {m.note ? `: ${m.note}` : ""} <span className="text-soft">· {m.by}</span>
            </span>
            <span className={`tabular ${m.amount.minor < 0 ? "text-thread" : "text-sage"}`}>
              {m.amount.minor < 0 ? "−" : "+"}
              {formatMoney({ ...m.amount, minor: Math.abs(m.amount.minor) }, locale)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
