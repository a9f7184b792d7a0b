"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { OrderRow } from "@/server/orders/schema";

const pollMs = 2_000;

/** The state of the card reader and, in test mode, its test cards. */
function ReaderPayment({
  orderId,
  reader,
  onChanged,
  onStopped,
}: {
  orderId: string;
  reader: { id: string; label: string };
  onChanged: () => void;
  onStopped: () => void;
}) {
  const t = useTranslations("register.pay.reader");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const input = { orderId, readerId: reader.id };
  const settings = useQuery(trpc.payments.getSettings.queryOptions(undefined, { staleTime: 600_000 }));
  const status = useQuery(
    trpc.payments.store.getReaderStatus.queryOptions(input, { staleTime: 0, refetchInterval: pollMs, retry: false }),
  );
  const refetch = () => {
    void status.refetch();
    onChanged();
  };
  const start = useMutation(trpc.payments.store.startReader.mutationOptions({ onSettled: refetch }));
  const stop = useMutation(trpc.payments.store.stopReader.mutationOptions({ onSuccess: onStopped, onError: refetch }));
  const present = useMutation(trpc.payments.store.presentTestCard.mutationOptions({ onSettled: refetch }));
  const error = start.error ?? stop.error ?? present.error ?? status.error;
  const waiting = status.data?.waiting ?? true;
  return (
    <>
      {waiting ? (
        <p role="status" className="text-2xl text-balance">
          {t("asking", { label: reader.label })}
        </p>
      ) : (
        <>
          {status.data?.failure ? <Notice tone="refused">{t("declined", { code: status.data.failure })}</Notice> : null}
          <Button size="tablet" variant="success" block busy={start.isPending} onClick={() => start.mutate(input)}>
            {t("ask", { label: reader.label })}
          </Button>
        </>
      )}
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      {settings.data?.testMode && waiting ? (
        <div className="grid gap-3 border border-dashed border-field p-4">
          <p className="text-base text-soft">{t("test")}</p>
          {(["taken", "declined"] as const).map((card) => (
            <Button
              key={card}
              size="tablet"
              variant="outline"
              busy={present.isPending && present.variables.card === card}
              onClick={() => present.mutate({ ...input, card })}
            >
              {t(card === "taken" ? "taken" : "refused")}
            </Button>
          ))}
        </div>
      ) : null}
      <Button
        size="tablet"
        variant="quiet"
        className="justify-self-start"
        busy={stop.isPending}
        onClick={() => stop.mutate(input)}
      >
        {t("stop")}
      </Button>
    </>
  );
}

/** A card payment on a reader of this store: choice of the reader and its state. */
export function PayCard({ order, onChanged }: { order: OrderRow; onChanged: () => void }) {
  const t = useTranslations("register.pay.reader");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [asked, setAsked] = useState<string | null>(null);
  const readers = useQuery(trpc.payments.store.listReaders.queryOptions(undefined, { staleTime: 0, retry: 1 }));
  const start = useMutation(
    trpc.payments.store.startReader.mutationOptions({ onSuccess: (_, { readerId }) => setAsked(readerId) }),
  );
  const reader = readers.data?.find((r) => r.id === asked);
  const error = start.error ?? readers.error;
  return (
    <section aria-label={t("title")} className="grid content-start gap-4">
      {reader ? (
        <ReaderPayment orderId={order.id} reader={reader} onChanged={onChanged} onStopped={() => setAsked(null)} />
      ) : (
        <>
          {readers.isPending ? <Skeleton className="h-14" /> : null}
          {readers.data?.length === 0 ? <Notice tone="refused">{t("none")}</Notice> : null}
          {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
          {readers.data?.map((r) => (
            <Button
              key={r.id}
              size="tablet"
              variant="success"
              block
              disabled={!r.online}
              busy={start.isPending && start.variables.readerId === r.id}
              onClick={() => start.mutate({ orderId: order.id, readerId: r.id })}
            >
              {t("ask", { label: r.label })}
              {r.online ? "" : ` (${t("offline")})`}
            </Button>
          ))}
        </>
      )}
    </section>
  );
}
