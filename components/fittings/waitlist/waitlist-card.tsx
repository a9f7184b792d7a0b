"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { WaitlistRow } from "@/server/fittings/waitlist/schema";
import { useFittingTimes } from "../times";
import { useLeaveWaitlist } from "./offer-card";
import { useFormatLongDate } from "./use-waitlist";

const chip = "rounded px-2.5 py-1 text-sm font-medium";

/** A waitlist entry: the day, the preferred part of it, and the position. */
export function WaitlistCard({ wait, place }: { wait: WaitlistRow; place: number | null }) {
  const t = useTranslations("fittings");
  const longDate = useFormatLongDate();
  const leave = useLeaveWaitlist();
  const what = [
    wait.storeName,
    t(wait.slots === 2 ? "book.hour" : "book.halfHour"),
    t(`waitlist.parts.${wait.part}`),
    t("mine.items", { count: wait.pieces }),
  ];
  return (
    <article className="grid gap-1 rounded border border-dashed border-field bg-paper px-5 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="font-serif text-2xl tabular first-letter:uppercase">{longDate(wait.date)}</h3>
        <span className={`${chip} bg-ochre-wash text-ochre`}>{t("waitlist.status.waiting")}</span>
      </div>
      <p className="text-soft">{what.join(" · ")}</p>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p className="min-h-6 font-medium">{place ? t("waitlist.place", { place }) : ""}</p>
        <Button
          variant="quiet"
          size="small"
          className="-mr-4"
          busy={leave.isPending}
          onClick={() => leave.mutate({ waitId: wait.waitId })}
        >
          {t("waitlist.leave")}
        </Button>
      </div>
    </article>
  );
}

/** An ended waitlist entry and why it ended. */
export function EndedWaitlistEntry({ wait }: { wait: WaitlistRow }) {
  const t = useTranslations("fittings.waitlist");
  const longDate = useFormatLongDate();
  const { when } = useFittingTimes(wait.timeZone);
  const { offer, status } = wait;
  const text =
    status === "lapsed" && offer
      ? t("lapsedText", { time: when(offer.startsAt), until: when(offer.expiresAt) })
      : t("overText");
  return (
    <article className="grid gap-1 rounded border border-hairline px-5 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="font-serif text-lg tabular first-letter:uppercase">{longDate(wait.date)}</h3>
        <span className={`${chip} bg-wash text-soft`}>{t(status === "lapsed" ? "status.lapsed" : "status.over")}</span>
      </div>
      <p className="text-soft">
        {wait.storeName}. {text}
      </p>
    </article>
  );
}
