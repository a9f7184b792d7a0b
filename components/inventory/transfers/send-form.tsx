"use client";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useScanView } from "@/components/scans/scan-provider";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { localise } from "@/server/catalogue/rules";
import { type Line, LinePicker } from "../line-picker";
import { StoreSelect } from "../store-select";
import { useStockRefresh } from "../use-stock-refresh";

/** The error of a line with too little stock, and how many could be sent. */
function useShortText(lines: Line[]): (error: unknown) => string {
  const t = useTranslations("stock.transfer");
  const locale = useLocale();
  const errorText = useErrorText();
  return (error) => {
    const refusal = refusalOf(error);
    const card = lines.find((l) => l.card.variantId === refusal?.details.variantId)?.card;
    if (refusal?.code !== "OUT_OF_STOCK" || !card) return errorText(error);
    const name = [localise(card.title, locale), ...card.options].join(" · ");
    return t("short", { name, available: String(refusal.details.available ?? 0) });
  };
}

/** Sends stock from one store to another. A form is idempotent. */
export function SendForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const refreshStock = useStockRefresh();
  const [key] = useState(() => crypto.randomUUID());
  const [fromStoreId, setFrom] = useState("");
  const [toStoreId, setTo] = useState("");
  const { waiting } = useScanView();
  const [lines, setLines] = useState<Line[]>([]);
  const shortText = useShortText(lines);
  const send = useMutation(
    trpc.transfers.office.send.mutationOptions({
      onSuccess: refreshStock,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const pieces = lines.map(({ card, quantity }) => ({ variantId: card.variantId, quantity }));
    send.mutate({ key, fromStoreId, toStoreId, lines: pieces });
  };
  if (send.data) {
    return (
      <div className="grid gap-5">
        <Notice tone="done">{t("transfer.sendDone", { number: String(send.data.number) })}</Notice>
        <Button onClick={onDone}>{t("close")}</Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      <p className="text-pretty text-soft">{t("transfer.sendText")}</p>
      <StoreSelect
        label={t("transfer.origin")}
        none={t("chooseStore")}
        required
        value={fromStoreId}
        without={toStoreId}
        onChange={setFrom}
      />
      <StoreSelect
        label={t("transfer.destination")}
        none={t("chooseStore")}
        required
        value={toStoreId}
        without={fromStoreId}
        onChange={setTo}
      />
      <LinePicker lines={lines} onChange={setLines} />
      {send.error ? <Notice tone="refused">{shortText(send.error)}</Notice> : null}
      <Button type="submit" busy={send.isPending} disabled={lines.length === 0 || waiting > 0}>
        {t("transfer.submit")}
      </Button>
    </form>
  );
}
