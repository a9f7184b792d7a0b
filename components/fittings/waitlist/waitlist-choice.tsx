"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { dayParts, offerMinutes } from "@/server/fittings/waitlist/rules";
import type { WaitlistPart } from "./use-waitlist";

/** The day (YYYY-MM-DD) and the preferred part of it. */
export type WaitlistTarget = { date: string; part: WaitlistPart };

const choice =
  "relative grid min-h-11 cursor-pointer place-items-center rounded border border-field bg-paper px-2 text-center text-sm has-checked:border-ink has-checked:bg-ink has-checked:text-on-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink";

/** Offers the waitlist below the slots of a day. `open` are the parts of the day that still lie ahead. */
export function WaitlistChoice({
  date,
  open,
  free,
  value,
  onChange,
}: {
  date: string;
  open: Exclude<WaitlistPart, "any">[];
  /** Whether something is free on that day all the same. */
  free: boolean;
  value: WaitlistTarget | null;
  onChange: (wait: WaitlistTarget | null) => void;
}) {
  const t = useTranslations("fittings.waitlist");
  const name = useId();
  const hint = <p className="text-sm text-soft">{t("joinHint", { minutes: offerMinutes })}</p>;
  if (value?.date !== date) {
    return (
      <div className="grid justify-items-start gap-2">
        <Button variant="outline" onClick={() => onChange({ date, part: "any" })}>
          {free ? t("nothingSuits") : t("join")}
        </Button>
        {hint}
      </div>
    );
  }
  const parts = dayParts.filter((part) => part === "any" || (open.length > 1 && open.includes(part)));
  return (
    <div className="grid gap-3 rounded border border-hairline bg-wash px-4 py-4">
      <p className="font-medium">{t("waitingFor")}</p>
      <fieldset>
        <legend className="mb-1.5 text-sm text-soft">{t("part")}</legend>
        <div className="grid grid-cols-2 gap-2">
          {parts.map((part) => (
            <label key={part} className={choice}>
              <input
                type="radio"
                name={name}
                className="absolute inset-0 cursor-pointer opacity-0"
                checked={value.part === part}
                onChange={() => onChange({ date, part })}
              />
              {t(`parts.${part}`)}
            </label>
          ))}
        </div>
      </fieldset>
      {hint}
      {free ? (
        <Button variant="quiet" size="small" className="justify-self-start px-0!" onClick={() => onChange(null)}>
          {t("back")}
        </Button>
      ) : null}
    </div>
  );
}
