"use client";
import { useTranslations } from "next-intl";
import { useCanWrite } from "@/components/contact/use-can-write";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { offerMinutes } from "@/server/fittings/waitlist/rules";
import { useFormatLongDate, useWaitlist, useWaitlistPlaces } from "./use-waitlist";

/** The confirmation of a waitlist entry: day, position, and how the shopper is notified. */
export function WaitlistConfirmation({
  waitId,
  date,
  store,
  contact,
  onDone,
}: {
  waitId: string;
  date: string;
  store: string;
  contact: string;
  onDone: () => void;
}) {
  const t = useTranslations("fittings.waitlist");
  const longDate = useFormatLongDate();
  const canWrite = useCanWrite()(contact);
  const place = useWaitlistPlaces(useWaitlist())(waitId);
  return (
    <div className="grid gap-6" role="status">
      <div className="grid gap-2">
        <span className="grid size-12 place-items-center rounded-full bg-ochre-wash text-ochre">
          <Icon name="check" />
        </span>
        <h3 className="font-serif text-2xl">{t("joined")}</h3>
        <p className="text-lg tabular first-letter:uppercase">
          {longDate(date)} · {store}
        </p>
        <p className="min-h-6 font-medium">{place ? t("place", { place }) : ""}</p>
        <p className="wrap-anywhere text-soft">
          {t(canWrite ? "joinedText" : "joinedUntold", { contact, minutes: offerMinutes })}
        </p>
      </div>
      <Link href="/fittings" onClick={onDone} className={buttonClass({ block: true })}>
        {t("see")}
      </Link>
    </div>
  );
}
