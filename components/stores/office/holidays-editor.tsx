"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { Holiday } from "@/server/stores/schema";
import { HoursEditor } from "./hours-editor";

const box = "min-h-11 rounded border border-field bg-paper px-3 tabular";

/** Days with exceptional hours. `today` (YYYY-MM-DD) is what a new one starts from. */
export function HolidaysEditor({
  holidays,
  today,
  onChange,
}: {
  holidays: Holiday[];
  today: string;
  onChange: (holidays: Holiday[]) => void;
}) {
  const t = useTranslations("stores.office");
  const set = (index: number, change: Partial<Holiday>) =>
    onChange(holidays.map((h, i) => (i === index ? { ...h, ...change } : h)));
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">{t("holidays")}</h3>
      <ul className="grid gap-3">
        {holidays.map((holiday, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the date is being typed
          <li key={i} className="flex flex-wrap items-center gap-3 border-b border-hairline pb-3">
            <input
              type="date"
              aria-label={t("date")}
              value={holiday.date}
              onChange={(e) => set(i, { date: e.target.value })}
              className={box}
            />
            <input
              aria-label={t("name")}
              placeholder={t("name")}
              value={holiday.name}
              maxLength={80}
              onChange={(e) => set(i, { name: e.target.value })}
              className={`${box} w-56`}
            />
            <HoursEditor
              label={holiday.name || holiday.date}
              hours={holiday.hours}
              onChange={(hours) => set(i, { hours })}
            />
            <button
              type="button"
              aria-label={`${t("removeHoliday")}: ${holiday.name || holiday.date}`}
              onClick={() => onChange(holidays.filter((_, at) => at !== i))}
              className="ml-auto grid size-11 place-items-center text-soft hover:text-ink"
            >
              <Icon name="close" size={18} />
            </button>
          </li>
        ))}
      </ul>
      <div>
        <Button
          variant="outline"
          size="small"
          onClick={() => onChange([...holidays, { date: today, name: "", hours: [] }])}
        >
          {t("addHoliday")}
        </Button>
      </div>
    </section>
  );
}
