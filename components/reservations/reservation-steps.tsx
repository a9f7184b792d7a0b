"use client";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import type { PickupRow } from "@/server/orders/pickup/schema";

const stepNames = ["reserved", "picking", "ready", "collected"] as const;

/** The steps of a pickup: the completed ones with their time, and those ahead. */
export function ReservationSteps({ pickup, formatWhen }: { pickup: PickupRow; formatWhen: (iso: string) => string }) {
  const t = useTranslations("reservations");
  const at = {
    reserved: pickup.createdAt,
    picking: pickup.pickingAt,
    ready: pickup.readyAt,
    collected: pickup.endedAt,
  };
  const broken = pickup.status === "declined" || pickup.status === "cancelled" || pickup.status === "expired";
  const reached = broken
    ? stepNames.filter((s) => s !== "collected" && at[s]).length - 1
    : (stepNames as readonly string[]).indexOf(pickup.status);
  const shown = broken ? stepNames.slice(0, reached + 1) : stepNames;
  return (
    <ol aria-label={t("order.steps")} className="grid">
      {shown.map((step, i) => {
        const done = i <= reached;
        return (
          <li
            key={step}
            aria-current={i === reached && !broken ? "step" : undefined}
            className={`relative ml-2.5 border-l-2 pb-5 pl-6 last:border-transparent last:pb-0 ${i < reached ? "border-sage" : "border-dashed border-hairline"}`}
          >
            <StepDot done={done} />
            <span className={done ? "font-medium" : "text-soft"}>{t(`steps.${step}`)}</span>
            {done && at[step] ? <span className="ml-2 text-sm text-soft tabular">{formatWhen(at[step])}</span> : null}
          </li>
        );
      })}
      {broken ? (
        <li className="relative ml-2.5 border-l-2 border-transparent pl-6">
          <span
            aria-hidden="true"
            className="absolute top-0 -left-[11px] grid size-5 place-items-center rounded-full bg-soft text-ecru"
          >
            <Icon name="close" size={12} />
          </span>
          <span className="font-medium">{t(`status.${pickup.status}`)}</span>
          {pickup.endedAt ? <span className="ml-2 text-sm text-soft tabular">{formatWhen(pickup.endedAt)}</span> : null}
        </li>
      ) : null}
    </ol>
  );
}

const StepDot = ({ done }: { done: boolean }) => (
  <span
    aria-hidden="true"
    className={`absolute top-0 -left-[11px] grid size-5 place-items-center rounded-full ${done ? "bg-sage text-on-ink" : "border-2 border-hairline bg-ecru"}`}
  >
    {done ? <Icon name="check" size={13} /> : null}
  </span>
);
