"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { CalendarButton } from "../calendar-button";
import { useFittingTimes } from "../times";
import { useFittings, useRoomName } from "../use-fittings";

/** The confirmation of a booking: when, where, and its actions. */
export function BookingConfirmation({
  fittingId,
  store,
  startsAt,
  onDone,
}: {
  fittingId: string;
  store: { name: string; timeZone: string };
  startsAt: string;
  onDone: () => void;
}) {
  const t = useTranslations("fittings");
  const { time, longDay } = useFittingTimes(store.timeZone);
  const roomName = useRoomName();
  const row = useFittings().rows.find((f) => f.fittingId === fittingId);
  return (
    <div className="grid gap-6" role="status">
      <div className="grid gap-2">
        <span className="grid size-12 place-items-center rounded-full bg-sage-wash text-sage">
          <Icon name="check" />
        </span>
        <h3 className="font-serif text-2xl">{t("book.done")}</h3>
        <p className="text-lg tabular">
          {longDay(startsAt)}, {time(startsAt)}
        </p>
        <p className="min-h-12 text-soft">
          {t("book.doneText", {
            store: store.name,
            room: row ? roomName(row.roomName) : "…",
            pieces: row?.items.length ?? 0,
          })}
        </p>
      </div>
      <div className="grid gap-2">
        <Link href={`/fittings/${fittingId}`} onClick={onDone} className={buttonClass({ block: true })}>
          {t("book.see")}
        </Link>
        <CalendarButton fittingId={fittingId} block />
      </div>
    </div>
  );
}
