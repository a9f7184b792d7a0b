"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { toAnswer } from "@/components/scans/use-code-scans";
import { useItemScans } from "@/components/scans/use-item-scans";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { CountLineRow } from "./count-line";
import type { useCounting } from "./use-counting";

/** Counts by scanning: each code adds one item; the last one counted can be corrected beside it. */
export function CountEntry({ countId, counting }: { countId: string; counting: ReturnType<typeof useCounting> }) {
  const t = useTranslations("stock");
  const says = useTranslations("scans");
  const errorText = useErrorText();
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const { last, addOne } = counting;
  const refusedText = (e: unknown) => (refusalOf(e)?.code === "UNKNOWN_VARIANT" ? t("count.foreign") : errorText(e));
  const count = async (variantId: string, name: string, key: string) =>
    says("counted", { name, pieces: (await addOne(variantId, key)).counted ?? 0 });
  const scans = useItemScans(`count ${countId}`, (card, name, key) =>
    toAnswer(count(card.variantId, name, key), refusedText),
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!code.trim()) return;
    setCode("");
    setError("");
    if ((await scans.hear(code, true)) === "unknown") setError(`${code}: ${t("unknownCode")}`);
  };
  const refused = counting.error ? refusedText(counting.error) : "";
  return (
    <section className="grid gap-3 border border-hairline bg-paper p-6">
      <form onSubmit={submit} className="grid items-start gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          label={t("count.scan")}
          hint={t("count.scanHint")}
          error={error || refused}
          maxLength={60}
          autoComplete="off"
          value={code}
          onChange={(e) => setCode(e.target.value)}
        />
        <Button type="submit" variant="outline" className="sm:mt-6.5">
          {t("count.add")}
        </Button>
      </form>
      {last ? (
        <div aria-live="polite">
          <h2 className="text-sm text-soft">{t("count.last")}</h2>
          <ul>
            <CountLineRow line={last} onSet={(pieces) => counting.set(last.variantId, pieces)} />
          </ul>
        </div>
      ) : null}
    </section>
  );
}
