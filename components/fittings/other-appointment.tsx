"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { refusalOf } from "@/components/i18n/use-error-text";
import { Notice } from "@/components/ui/notice";
import { findOverlappingFitting } from "@/server/fittings/rules";
import type { FittingRow } from "@/server/fittings/schema";
import { useFittingTimes } from "./times";
import { useFittings } from "./use-fittings";

const link = "inline-flex min-h-11 items-center font-semibold underline underline-offset-4";

/** A link from a refusal to the conflicting appointment; nothing for other errors. `onGo` closes a sheet. */
export function OtherAppointmentLink({ error, onGo }: { error: unknown; onGo?: () => void }) {
  const t = useTranslations("fittings.other");
  const refusal = refusalOf(error);
  if (refusal?.code !== "OTHER_APPOINTMENT" || !refusal.details.fittingId) return null;
  return (
    <p>
      <Link href={`/fittings/${refusal.details.fittingId}`} onClick={onGo} className={link}>
        {t("see")}
      </Link>
    </p>
  );
}

/** Shown when a merge of two accounts leaves two appointments at one time; the shopper cancels or moves one. */
export function DoubleBookingNotice({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings");
  const other = findOverlappingFitting(fitting, useFittings().rows);
  const { when } = useFittingTimes(other?.timeZone ?? "UTC");
  if (!other) return null;
  return (
    <Notice tone="refused">
      {t("other.text", { when: when(other.startsAt), store: other.storeName })}
      <p>
        <Link href={`/fittings/${other.fittingId}`} className={link}>
          {t("other.see")}
        </Link>
      </p>
    </Notice>
  );
}
