"use client";
import { useLocale, useTranslations } from "next-intl";
import { localise } from "@/server/catalogue/rules";
import type { CountLineView } from "@/server/inventory/counts/schema";

/** "+3", "−2", "0". */
export const formatSigned = (pieces: number): string => (pieces > 0 ? `+${pieces}` : pieces < 0 ? `−${-pieces}` : "0");

const maxQuantity = 99_999;
export const lineColumns = "grid-cols-3 md:grid-cols-[1fr_6rem_8rem_6rem]";

function CountedField({ line, name, onSet }: { line: CountLineView; name: string; onSet: (pieces: number) => void }) {
  const t = useTranslations("stock.count");
  const commit = (input: HTMLInputElement) => {
    const typed = Number(input.value);
    const valid = input.value.trim() !== "" && Number.isInteger(typed) && typed >= 0 && typed <= maxQuantity;
    // Entering the same number again counts where the line asks for a recount.
    if (valid && (typed !== line.counted || line.refusal)) onSet(typed);
    else if (!valid) input.value = line.counted === null ? "" : String(line.counted);
  };
  return (
    <input
      key={`${line.counted} ${line.refusal}`}
      aria-label={t("setOf", { name })}
      inputMode="numeric"
      maxLength={5}
      defaultValue={line.counted ?? ""}
      onBlur={(e) => (e.currentTarget.value === String(line.counted ?? "") ? undefined : commit(e.currentTarget))}
      onKeyDown={(e) => e.key === "Enter" && commit(e.currentTarget)}
      className="min-h-11 w-full rounded border border-field bg-paper px-2 text-right tabular"
    />
  );
}

/** A line of a count: expected, counted and difference. Without `onSet` it is read-only. */
export function CountLineRow({ line, onSet }: { line: CountLineView; onSet: ((pieces: number) => void) | null }) {
  const t = useTranslations("stock.count");
  const name = [localise(line.title, useLocale()), ...line.options].join(" · ");
  const difference = line.isBooked ? line.booked : (line.difference ?? 0);
  const tone = difference < 0 ? "text-thread" : difference > 0 ? "text-sage" : "text-soft";
  return (
    <li className={`grid items-center gap-x-4 gap-y-1 border-b border-hairline py-2 ${lineColumns}`}>
      <p className="col-span-full min-w-0 break-words md:col-span-1">
        {name}
        <span className="block text-sm text-soft tabular">{line.sku}</span>
      </p>
      <p className="text-right tabular">{line.expected}</p>
      {onSet ? (
        <CountedField line={line} name={name} onSet={onSet} />
      ) : (
        <p className="text-right tabular">{line.counted ?? "—"}</p>
      )}
      <p className={`text-right tabular ${tone}`}>
        {line.counted === null ? "" : formatSigned(difference)}
        {line.isBooked ? <span className="block text-sm text-soft">{t("bookedLine")}</span> : null}
      </p>
      {line.refusal ? <p className="col-span-full text-sm text-ochre">{t(`refusal.${line.refusal}`)}</p> : null}
    </li>
  );
}
