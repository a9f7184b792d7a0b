"use client";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useItemScans } from "@/components/scans/use-item-scans";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Stepper } from "@/components/ui/stepper";
import { localise } from "@/server/catalogue/rules";
import type { VariantCard } from "@/server/catalogue/schema";

export type Line = { card: VariantCard; quantity: number };

const maxQuantity = 9_999;

function LineRow({ line, onChange }: { line: Line; onChange: (quantity: number) => void }) {
  const t = useTranslations("stock");
  const locale = useLocale();
  const { card, quantity } = line;
  const name = [localise(card.title, locale), ...card.options].join(" · ");
  const labels = { group: t("quantityOf", { name }), decrease: t("less", { name }), increase: t("moreOf", { name }) };
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-hairline py-3">
      <span className="min-w-0 flex-1 break-words">{name}</span>
      <Stepper
        value={quantity}
        min={0}
        max={maxQuantity}
        labels={labels}
        onDecrease={() => onChange(quantity - 1)}
        onIncrease={() => onChange(quantity + 1)}
        onSet={onChange}
      />
    </li>
  );
}

/** Lines by typed or scanned code, each with its quantity; zero removes the line. */
export function LinePicker({ lines, onChange }: { lines: Line[]; onChange: (lines: Line[]) => void }) {
  const t = useTranslations("stock");
  const says = useTranslations("scans");
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  // Scans come faster than renders: each updates the latest state.
  const latest = useRef(lines);
  const change = (next: Line[]) => {
    latest.current = next;
    onChange(next);
  };
  const set = (variantId: string, quantity: number) =>
    change(
      latest.current
        .map((l) => (l.card.variantId === variantId ? { ...l, quantity } : l))
        .filter((l) => l.card.variantId !== variantId || quantity > 0),
    );
  const scans = useItemScans(null, (card, name) => {
    const known = latest.current.find((l) => l.card.variantId === card.variantId);
    if (known && known.quantity >= maxQuantity) return { tone: "refused", words: says("full", { name }) };
    const quantity = (known?.quantity ?? 0) + 1;
    if (known) set(card.variantId, quantity);
    else change([...latest.current, { card, quantity: 1 }]);
    return { tone: "done", words: says("counted", { name, pieces: quantity }) };
  });
  const add = async () => {
    if (!code.trim()) return;
    setError("");
    const outcome = await scans.hear(code, true);
    if (outcome === "unknown") setError(t("unknownCode"));
    else setCode((now) => (now === code ? "" : now));
  };
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void add();
  };
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-[1fr_auto] items-start gap-3">
        <TextField
          label={t("code")}
          hint={t("codeHint")}
          error={error}
          maxLength={60}
          autoComplete="off"
          value={code}
          onChange={(e) => setCode(e.target.value)}
          onKeyDown={onEnter}
        />
        <Button type="button" variant="outline" busy={scans.waiting > 0} className="mt-6.5" onClick={() => void add()}>
          {t("addLine")}
        </Button>
      </div>
      <ul aria-label={t("lines")}>
        {lines.map((line) => (
          <LineRow key={line.card.variantId} line={line} onChange={(q) => set(line.card.variantId, q)} />
        ))}
      </ul>
      {lines.length > 0 ? (
        <p className="text-sm text-soft" role="status">
          {t("total", { count: lines.reduce((sum, l) => sum + l.quantity, 0) })}
        </p>
      ) : null}
      <ScanFeedback />
    </div>
  );
}
