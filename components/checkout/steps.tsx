"use client";
import { useTranslations } from "next-intl";

export const stepNames = ["ways", "details", "pay"] as const;
export type Step = (typeof stepNames)[number];

/** The three steps with the current one, and links back to earlier ones. */
export function Steps({ step, reach, onGo }: { step: Step; reach: Step; onGo: (step: Step) => void }) {
  const t = useTranslations("checkout.steps");
  const at = stepNames.indexOf(step);
  return (
    <nav aria-label={t("label")} className="mb-6">
      <ol className="grid grid-cols-3 gap-2">
        {stepNames.map((name, i) => {
          const open = i <= stepNames.indexOf(reach) && i !== at;
          const colour = i < at ? "border-sage" : i === at ? "border-ink" : "border-hairline";
          const label = (
            <>
              <span className="tabular">{i + 1}</span>
              <span aria-hidden="true"> · </span>
              {t(name)}
            </>
          );
          return (
            <li key={name} className={`border-t-2 ${colour}`} aria-current={i === at ? "step" : undefined}>
              {open ? (
                <button
                  type="button"
                  onClick={() => onGo(name)}
                  className="min-h-11 w-full py-2 text-left text-sm text-soft underline-offset-4 hover:text-ink hover:underline"
                >
                  {label}
                </button>
              ) : (
                <p className={`py-2.5 text-sm ${i === at ? "font-semibold" : "text-soft"}`}>{label}</p>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
