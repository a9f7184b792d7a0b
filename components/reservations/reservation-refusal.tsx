"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { Notice } from "@/components/ui/notice";

/** Why items could not be reserved, with a link to the conflicting reservation. `onGo` closes the sheet. */
export function ReservationRefusal({ error, onGo }: { error: unknown; onGo: () => void }) {
  const t = useTranslations("reservations.reserve");
  const errorText = useErrorText();
  if (!error) return null;
  const other = refusalOf(error)?.details.pickupId;
  return (
    <Notice tone="refused">
      {errorText(error)}
      {other ? (
        <p>
          <Link
            href={`/reservations/${other}`}
            onClick={onGo}
            className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4"
          >
            {t("seeOther")}
          </Link>
        </p>
      ) : null}
    </Notice>
  );
}
