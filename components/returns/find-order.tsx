"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useCodeScans } from "@/components/scans/use-code-scans";
import { CameraScanner } from "@/components/store/camera-scanner";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { parseReceiptText } from "@/server/orders/returns/rules";
import type { FindReturnInput, ReturnableOrder } from "@/server/orders/returns/schema";

/** Finds an order by receipt code or number; returns it or the error. */
function useFindOrder(onFound: (order: ReturnableOrder) => void) {
  const t = useTranslations("register.returns");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const find = useMutation({
    mutationFn: (by: FindReturnInput) =>
      queryClient.fetchQuery(trpc.returns.store.find.queryOptions(by, { staleTime: 0, retry: false })),
    onSuccess: onFound,
  });
  const refusalText = (error: unknown) => (refusalOf(error)?.code === "NOT_FOUND" ? t("unknown") : errorText(error));
  const scans = useCodeScans({
    read: parseReceiptText,
    unknown: t("foreign"),
    act: async (read) => t("number", { number: String((await find.mutateAsync(read)).number) }),
    refused: refusalText,
  });
  return { tell: (text: string) => void scans.hear(text), busy: find.isPending };
}

/** The orders of the assisted customer. */
function CustomerOrders({ name, onFound }: { name: string; onFound: (order: ReturnableOrder) => void }) {
  const t = useTranslations("register.returns");
  const errorText = useErrorText();
  const { date } = useStoreTimes();
  const { timeZone } = useShift();
  const look = useMutation(useTRPC().returns.store.listOfCustomer.mutationOptions());
  const pieces = (o: ReturnableOrder) => o.lines.reduce((sum, l) => sum + (l.state === "returnable" ? l.left : 0), 0);
  return (
    <section aria-label={t("customer", { name })} className="grid gap-3 border-t border-hairline pt-5">
      {look.data ? null : (
        <Button size="tablet" variant="outline" block busy={look.isPending} onClick={() => look.mutate()}>
          {t("customerButton", { name })}
        </Button>
      )}
      <p className="text-base text-soft">{t("customerHint")}</p>
      {look.error ? <Notice tone="refused">{errorText(look.error)}</Notice> : null}
      {look.data?.length === 0 ? <p className="text-lg">{t("customerNothing")}</p> : null}
      <ul className="grid gap-3">
        {look.data?.map((o) => (
          <li key={o.orderId}>
            <Button size="tablet" variant="outline" block onClick={() => onFound(o)}>
              <span className="flex w-full items-center justify-between gap-4">
                <span className="tabular">
                  {t("number", { number: String(o.number) })} · {date(o.placedAt, timeZone)}
                </span>
                <span>{t("items", { count: pieces(o) })}</span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Finds the order by receipt code, number, or with the customer's consent; never by a name. */
export function FindOrder({ onFound }: { onFound: (order: ReturnableOrder) => void }) {
  const t = useTranslations("register.returns");
  const { tell: submitCode, busy } = useFindOrder(onFound);
  const [typed, setTyped] = useState("");
  const client = useQuery(useTRPC().assistance.store.get.queryOptions(undefined, { staleTime: 0 }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim()) submitCode(typed);
  };
  return (
    <>
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <p className="mt-1 mb-6 max-w-2xl text-lg text-pretty text-soft">{t("text")}</p>
      <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-2">
        <section className="grid content-start gap-4">
          <form onSubmit={submit} className="grid gap-3">
            <TextField
              size="tablet"
              label={t("field")}
              hint={t("fieldHint")}
              inputMode="numeric"
              autoComplete="off"
              maxLength={200}
              value={typed}
              onChange={(e) => setTyped(e.target.value)}
            />
            <Button type="submit" size="tablet" block busy={busy} disabled={!typed.trim()}>
              {t("find")}
            </Button>
          </form>
          <CameraScanner onCode={submitCode} />
          <ScanFeedback size="tablet" />
        </section>
        <div className="grid content-start gap-4">
          {client.data ? (
            <CustomerOrders name={client.data.name || t("guest")} onFound={onFound} />
          ) : (
            <p className="text-lg text-pretty text-soft">{t("noCustomer")}</p>
          )}
        </div>
      </div>
    </>
  );
}
