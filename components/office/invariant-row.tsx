"use client";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { figureNames, type InvariantState, type InvariantView } from "@/server/health/schema";

const tones: Record<InvariantState, string> = {
  holds: "text-sage",
  broken: "font-medium text-thread",
  failed: "text-ochre",
  late: "text-ochre",
  unseen: "text-soft",
};
const momentParts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;

function BrokenRows({ rows, total }: { rows: InvariantView["rows"]; total: number }) {
  const t = useTranslations("health");
  return (
    <div className="overflow-x-auto">
      <p className="py-2 text-sm text-soft">{t("rows", { shown: rows.length, total })}</p>
      <ul className="grid gap-2 text-sm">
        {rows.map((row) => (
          <li key={row.id} className="border-l-2 border-thread pl-3">
            <p className="break-all tabular">{row.id}</p>
            <p className="break-words text-soft">
              {Object.entries(row.figures)
                .map(([key, value]) => {
                  const name = figureNames.find((known) => known === key);
                  return `${name ? t(`figure.${name}`) : key}: ${value === null || value === "" ? "—" : value}`;
                })
                .join(" · ")}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One invariant: its rule, status, since when, and the offending rows. `now` is the server's clock. */
export function InvariantRow({ invariant, now }: { invariant: InvariantView; now: string }) {
  const t = useTranslations("health");
  const { at, ago } = useInstants();
  const { name, number, state, checkedAt, everyMinutes, broken, rows, brokenSince, lastBrokenAt } = invariant;
  return (
    <li className="grid gap-x-6 gap-y-1 border-b border-hairline py-4 md:grid-cols-[3rem_1fr_12rem]" data-state={state}>
      <span className="text-soft tabular">{number}</span>
      <div className="min-w-0">
        <p className="text-pretty">{t(`check.${name}`)}</p>
        {broken > 0 ? <BrokenRows rows={rows} total={broken} /> : null}
      </div>
      <div>
        <p className={tones[state]}>{state === "broken" ? t("broken", { count: broken }) : t(`state.${state}`)}</p>
        <p className="text-sm text-soft">
          {checkedAt ? (
            <time dateTime={checkedAt}>{t("checked", { when: ago(checkedAt, Date.parse(now)) })}</time>
          ) : (
            t("neverChecked")
          )}
          {everyMinutes > 1 ? ` · ${t("every", { minutes: everyMinutes })}` : ""}
        </p>
        {brokenSince ? (
          <p className="text-sm text-thread">{t("since", { when: at(brokenSince, momentParts) })}</p>
        ) : null}
        {!brokenSince && lastBrokenAt ? (
          <p className="text-sm text-soft">{t("lastBroken", { when: at(lastBrokenAt, momentParts) })}</p>
        ) : null}
      </div>
    </li>
  );
}
