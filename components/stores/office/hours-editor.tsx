"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { DayHours } from "@/server/stores/schema";

const box = "min-h-11 rounded border border-field bg-paper px-3 tabular";

/** The opening intervals of one day. `label` names the day for screen readers; none means closed. */
export function HoursEditor({
  label,
  hours,
  onChange,
}: {
  label: string;
  hours: DayHours;
  onChange: (hours: DayHours) => void;
}) {
  const t = useTranslations("stores.office");
  const set = (index: number, edge: 0 | 1, value: string) =>
    onChange(
      hours.map((span, i): DayHours[number] => {
        if (i !== index) return span;
        return edge === 0 ? [value, span[1]] : [span[0], value];
      }),
    );
  const last = hours.at(-1)?.[1];
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      {hours.length === 0 ? <span className="min-w-24 text-soft">{t("closed")}</span> : null}
      {hours.map(([opens, closes], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: intervals have no name but their place
        <span key={i} className="flex items-center gap-2">
          <Time label={t("day", { day: label, part: t("from") })} value={opens} onChange={(v) => set(i, 0, v)} />
          <span aria-hidden="true">–</span>
          <Time label={t("day", { day: label, part: t("to") })} value={closes} onChange={(v) => set(i, 1, v)} />
          <button
            type="button"
            aria-label={`${t("removeInterval")}: ${label}, ${opens}–${closes}`}
            onClick={() => onChange(hours.filter((_, at) => at !== i))}
            className="grid size-11 place-items-center text-soft hover:text-ink"
          >
            <Icon name="close" size={16} />
          </button>
        </span>
      ))}
      {hours.length < 3 && last !== "24:00" ? (
        <Button
          variant="quiet"
          size="small"
          onClick={() => onChange([...hours, last && last < "22:00" ? [addHour(last), "22:00"] : ["10:00", "19:00"]])}
        >
          <Icon name="plus" size={16} /> {t("addInterval")}
          <span className="sr-only">: {label}</span>
        </Button>
      ) : null}
    </div>
  );
}

const addHour = (time: string): string => `${String(Number(time.slice(0, 2)) + 1).padStart(2, "0")}${time.slice(2)}`;

/** "HH:MM" typed; "24:00" is the end of the day, which a browser's own time field does not know. */
function Time({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <input
      aria-label={label}
      value={value}
      inputMode="numeric"
      maxLength={5}
      pattern="([01]\d|2[0-4]):[0-5]\d"
      onChange={(e) => onChange(e.target.value)}
      className={`${box} w-20 text-center invalid:border-thread`}
    />
  );
}
