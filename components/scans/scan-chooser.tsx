"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import type { QueueView, ScanMatch } from "./scan-queue";

/** Asks which of several variants a code means; closing it skips the scan. */
export function ScanChooser({
  asks,
  onChoose,
}: {
  asks: NonNullable<QueueView["asks"]>;
  onChoose: (meaning: ScanMatch<unknown> | null) => void;
}) {
  const t = useTranslations("scans");
  return (
    <Sheet open onOpenChange={(open) => !open && onChoose(null)} title={t("which")} closeLabel={t("none")}>
      <p data-asks className="mb-5 text-lg text-pretty">
        {t("whichText", { code: asks.text.slice(0, 40), count: asks.meanings.length })}
      </p>
      <ul className="grid gap-3">
        {asks.meanings.map((meaning) => (
          <li key={meaning.key}>
            <Button size="tablet" variant="outline" block onClick={() => onChoose(meaning)}>
              <span className="flex w-full items-center justify-between gap-4 py-2 text-left">
                <span className="min-w-0 break-words">{meaning.name}</span>
                {meaning.note ? <span className="shrink-0 tabular">{meaning.note}</span> : null}
              </span>
            </Button>
          </li>
        ))}
        <li>
          <Button size="tablet" variant="quiet" block onClick={() => onChoose(null)}>
            {t("none")}
          </Button>
        </li>
      </ul>
    </Sheet>
  );
}
