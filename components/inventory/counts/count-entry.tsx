"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { CountLineRow } from "./count-line";
import type { useCounting } from "./use-counting";

/** Counts by scanning: each code is one piece more; the article counted last can be set right beside it. */
export function CountEntry({ counting }: { counting: ReturnType<typeof useCounting> }) {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const { last, addOne } = counting;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const scanned = code.trim();
    if (!scanned) return;
    setCode("");
    setError("");
    try {
      const [card] = await queryClient.fetchQuery(
        trpc.catalogue.variantsByCode.queryOptions({ code: scanned }, { staleTime: 600_000 }),
      );
      if (card) addOne(card.variantId);
      else setError(`${scanned}: ${t("unknownCode")}`);
    } catch (e) {
      setError(errorText(e));
    }
  };
  const refused = counting.error
    ? refusalOf(counting.error)?.code === "UNKNOWN_VARIANT"
      ? t("count.foreign")
      : errorText(counting.error)
    : "";
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
