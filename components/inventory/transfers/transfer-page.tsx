"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { localise } from "@/server/catalogue/rules";
import type { TransferLine, TransferView } from "@/server/inventory/transfers/schema";
import { formatMoney } from "@/server/platform/money";
import { StockFrame } from "../stock-head";
import { useStockRefresh } from "../use-stock-refresh";
import { useWhen } from "../use-when";
import { CountingIn } from "./counting-in";
import { TransferState } from "./transfer-status";
import { getMissing, useCountingIn } from "./use-counting-in";
import { useTransferScans } from "./use-transfer-scans";

function Receive({ transfer }: { transfer: TransferView }) {
  const t = useTranslations("stock.transfer");
  const locale = useLocale() as "en" | "ru" | "az";
  const trpc = useTRPC();
  const refreshStock = useStockRefresh();
  const errorText = useErrorText();
  const counting = useCountingIn(transfer);
  const scans = useTransferScans(transfer, counting.scan);
  const again = { onSettled: refreshStock };
  const receive = useMutation(trpc.transfers.office.receive.mutationOptions(again));
  const cancel = useMutation(trpc.transfers.office.cancel.mutationOptions(again));
  const { input } = counting;
  const refusal = refusalOf(receive.error);
  const currency = transfer.lines[0]?.price.currency ?? "AZN";
  const error = receive.error ?? cancel.error;
  const sentence =
    refusal?.code === "APPROVAL_NEEDED"
      ? t("needsOther", { amount: formatMoney({ minor: Number(refusal.details.amountMinor), currency }, locale) })
      : errorText(error);
  return (
    <section aria-label={t("countIn")} className="grid gap-5 border border-hairline bg-paper p-6">
      <h2 className="font-serif text-2xl">{t("countIn")}</h2>
      <CountingIn transfer={transfer} counting={counting} />
      <ScanFeedback />
      {error ? <Notice tone="refused">{sentence}</Notice> : null}
      <div className="flex flex-wrap gap-3">
        <Button
          disabled={!input || scans.waiting > 0}
          busy={receive.isPending}
          onClick={() => input && receive.mutate(input)}
        >
          {t("book")}
        </Button>
        <Button variant="quiet" busy={cancel.isPending} onClick={() => cancel.mutate({ transferId: transfer.id })}>
          {t("cancel")}
        </Button>
      </div>
    </section>
  );
}

function LineRow({ line }: { line: TransferLine }) {
  const t = useTranslations("stock");
  const locale = useLocale();
  return (
    <li className="grid grid-cols-[1fr_5rem_5rem] gap-x-4 gap-y-1 border-b border-hairline py-3 md:grid-cols-[1fr_6rem_6rem_12rem]">
      <p className="min-w-0 break-words">
        {localise(line.title, locale)} <span className="text-soft">{line.options.join(" · ")}</span>
        <span className="block text-sm text-soft tabular">{line.sku}</span>
      </p>
      <p className="text-right tabular">{line.sent}</p>
      <p className="text-right tabular">{line.received ?? "—"}</p>
      <p className="col-span-3 text-ochre md:col-span-1">
        {line.difference ? t(`difference.${line.difference}`) : null}
      </p>
    </li>
  );
}

function Lines({ transfer }: { transfer: TransferView }) {
  const t = useTranslations("stock");
  return (
    <section aria-label={t("lines")}>
      <div className="grid grid-cols-[1fr_5rem_5rem] gap-x-4 border-b border-field py-2 text-sm text-soft md:grid-cols-[1fr_6rem_6rem_12rem]">
        <span>{t("column.what")}</span>
        <span className="text-right">{t("transfer.sentPieces")}</span>
        <span className="text-right">{t("transfer.receivedPieces")}</span>
      </div>
      <ul>
        {transfer.lines.map((line) => (
          <LineRow key={line.variantId} line={line} />
        ))}
      </ul>
    </section>
  );
}

function Transfer({ transfer }: { transfer: TransferView }) {
  const t = useTranslations("stock.transfer");
  const when = useWhen();
  const { number, from, to, status, sentAt, sentBy, endedAt, endedBy, received } = transfer;
  const missing = getMissing(transfer, transfer.lines);
  return (
    <>
      <header className="grid gap-2">
        <h1 className="font-serif text-4xl tabular">{t("number", { number: String(number) })}</h1>
        <p className="text-lg">
          {from.name} → {to.name} · <TransferState status={status} />
        </p>
        <p className="text-soft">
          {t("sentBy", { when: when(sentAt), name: sentBy })}
          {status !== "sent" && endedAt ? (
            <span className="block">{t(`endedBy.${status}`, { when: when(endedAt), name: endedBy ?? "" })}</span>
          ) : null}
        </p>
      </header>
      {status === "received" ? (
        <Notice tone={missing > 0 ? "kept" : "done"}>
          {t(missing > 0 ? "doneMissing" : "done", { received: received ?? 0, missing })}
        </Notice>
      ) : null}
      {status === "cancelled" ? <Notice>{t("cancelled", { store: from.name })}</Notice> : null}
      {status === "sent" ? <Receive key={transfer.id} transfer={transfer} /> : <Lines transfer={transfer} />}
    </>
  );
}

/** One transfer at the office: what was sent, what came, and counting it in while it is on the way. */
export function TransferPage({ id }: { id: string }) {
  const t = useTranslations("stock.transfer");
  const errorText = useErrorText();
  const transfer = useQuery(useTRPC().transfers.office.get.queryOptions({ transferId: id }));
  return (
    <StockFrame>
      <Link
        href="/office/stock/transfers"
        className="inline-flex min-h-11 w-fit items-center underline-offset-4 hover:underline"
      >
        ← {t("back")}
      </Link>
      {transfer.isPending ? <Skeleton className="h-96" /> : null}
      {transfer.error ? <Notice tone="error">{errorText(transfer.error)}</Notice> : null}
      {transfer.data ? <Transfer transfer={transfer.data} /> : null}
    </StockFrame>
  );
}
