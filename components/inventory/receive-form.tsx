"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useScanView } from "@/components/scans/scan-provider";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { receiptReasons } from "@/server/inventory/office/schema";
import { type Line, LinePicker } from "./line-picker";
import { StoreSelect } from "./store-select";
import { useStockRefresh } from "./use-stock-refresh";

/** Receives stock into a store: where, why, by which document, what. A form is idempotent. */
export function ReceiveForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const refreshStock = useStockRefresh();
  const errorText = useErrorText();
  const [key] = useState(() => crypto.randomUUID());
  const [storeId, setStoreId] = useState("");
  const [reason, setReason] = useState<(typeof receiptReasons)[number]>("received");
  const [document, setDocument] = useState("");
  const { waiting } = useScanView();
  const [lines, setLines] = useState<Line[]>([]);
  const receive = useMutation(
    trpc.stock.office.receive.mutationOptions({
      onSuccess: refreshStock,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const pieces = lines.map(({ card, quantity }) => ({ variantId: card.variantId, quantity }));
    receive.mutate({ key, storeId, reason, document, lines: pieces });
  };
  if (receive.data) {
    return (
      <div className="grid gap-5">
        <Notice tone="done">{t("receive.done", { count: receive.data.pieces, document })}</Notice>
        <Button onClick={onDone}>{t("close")}</Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      <StoreSelect label={t("store")} none={t("chooseStore")} required value={storeId} onChange={setStoreId} />
      <SelectField
        label={t("column.why")}
        value={reason}
        onChange={(e) => setReason(receiptReasons.find((r) => r === e.target.value) ?? "received")}
      >
        {receiptReasons.map((known) => (
          <option key={known} value={known}>
            {t(`reason.${known}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("document")}
        hint={t("documentHint")}
        required
        maxLength={60}
        autoComplete="off"
        data-scans
        value={document}
        onChange={(e) => setDocument(e.target.value)}
      />
      <LinePicker lines={lines} onChange={setLines} />
      {receive.error ? <Notice tone="refused">{errorText(receive.error)}</Notice> : null}
      <Button type="submit" busy={receive.isPending} disabled={lines.length === 0 || waiting > 0}>
        {t("receive.submit")}
      </Button>
    </form>
  );
}
