"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { CountingIn } from "@/components/inventory/transfers/counting-in";
import { getMissing, useCountingIn } from "@/components/inventory/transfers/use-counting-in";
import { useTransferScans } from "@/components/inventory/transfers/use-transfer-scans";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { SecondApproval } from "@/components/store/second-approval";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import type { TransferView } from "@/server/inventory/transfers/schema";
import { formatMoney } from "@/server/platform/money";
import { useInboundTransfers } from "./use-inbound-transfers";

/** An open inbound transfer: its items are counted in; missing valuable ones need a manager's PIN. */
function TransferBox({ transfer }: { transfer: TransferView }) {
  const t = useTranslations("stock.transfer");
  const tApproval = useTranslations("store.approval");
  const locale = useLocale() as "en" | "ru" | "az";
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const counting = useCountingIn(transfer);
  const scans = useTransferScans(transfer, counting.scan);
  const receive = useMutation(
    trpc.transfers.store.receive.mutationOptions({
      onSuccess: ({ received }, { lines }) => {
        const missing = getMissing(transfer, lines);
        toast({ text: t(missing > 0 ? "doneMissing" : "done", { received, missing }) });
        return queryClient.invalidateQueries({ queryKey: trpc.transfers.pathKey() });
      },
    }),
  );
  const { input } = counting;
  const refusal = refusalOf(receive.error);
  const amountMinor = refusal?.code === "APPROVAL_NEEDED" ? Number(refusal.details.amountMinor) : null;
  const currency = transfer.lines[0]?.price.currency ?? "AZN";
  const valueText = formatMoney({ minor: amountMinor ?? 0, currency }, locale);
  return (
    <>
      <CountingIn transfer={transfer} counting={counting} size="tablet" />
      <ScanFeedback size="tablet" />
      {receive.error && amountMinor === null ? <Notice tone="refused">{errorText(receive.error)}</Notice> : null}
      <Button
        size="tablet"
        variant="success"
        disabled={!input || scans.waiting > 0}
        busy={receive.isPending}
        onClick={() => input && receive.mutate(input)}
      >
        {t("book")}
      </Button>
      {amountMinor === null ? null : (
        <SecondApproval
          act={{ action: "stock.write_off", subjectId: transfer.id, amountMinor }}
          sentence={t("writeOff", { amount: valueText, number: String(transfer.number) })}
          closeLabel={tApproval("close")}
          nobody={tApproval("nobody")}
          onApproved={(approvalId) => input && receive.mutate({ ...input, approvalId })}
          onClose={receive.reset}
        />
      )}
    </>
  );
}

/** One inbound transfer, opened to be counted in. */
function InboundTransferRow({ transfer, open, onOpen }: { transfer: TransferView; open: boolean; onOpen: () => void }) {
  const t = useTranslations("stock");
  const { number, from, sent } = transfer;
  return (
    <li className="grid gap-4 border-b border-hairline py-4">
      <h2>
        <button
          type="button"
          aria-expanded={open}
          onClick={onOpen}
          className="flex min-h-14 w-full flex-wrap items-center justify-between gap-x-6 text-left"
        >
          <span className="font-serif text-2xl tabular">{t("transfer.number", { number: String(number) })}</span>
          <span className="text-lg">
            {t("transfer.fromStore", { store: from.name })} · {t("total", { count: sent })}
          </span>
        </button>
      </h2>
      {open ? <TransferBox transfer={transfer} /> : null}
    </li>
  );
}

/** The tablet's inbound transfers of this store, and counting them in. */
export function InboundTransfers() {
  const t = useTranslations("stock.transfer");
  const back = useTranslations("store.pick");
  const errorText = useErrorText();
  const inboundTransfers = useInboundTransfers();
  const [chosen, setChosen] = useState<string | null>(null);
  const open = inboundTransfers.data?.length === 1 ? (inboundTransfers.data[0]?.id ?? null) : chosen;
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <Link href="/store" className="inline-flex min-h-14 items-center text-base underline-offset-4 hover:underline">
        ← {back("back")}
      </Link>
      <h1 className="font-serif text-4xl">{t("coming")}</h1>
      <p className="mt-2 max-w-2xl text-lg text-pretty text-soft">{t("comingText")}</p>
      {inboundTransfers.isPending ? <Skeleton className="mt-6 h-72" /> : null}
      {inboundTransfers.error ? <Notice tone="error">{errorText(inboundTransfers.error)}</Notice> : null}
      {inboundTransfers.data?.length === 0 ? <Empty title={t("comingEmpty")} text={t("comingEmptyText")} /> : null}
      <ul>
        {inboundTransfers.data?.map((transfer) => (
          <InboundTransferRow
            key={transfer.id}
            transfer={transfer}
            open={open === transfer.id}
            onOpen={() => setChosen(open === transfer.id ? null : transfer.id)}
          />
        ))}
      </ul>
    </main>
  );
}
