"use client";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { FittingRow } from "@/server/fittings/schema";
import { useStoreTimes } from "./times";

function ConflictRow({ fitting, withStore }: { fitting: FittingRow; withStore: boolean }) {
  const t = useTranslations("fittings.conflict.why");
  const { when } = useStoreTimes();
  const { startsAt, timeZone, contactName, contact, storeName, hit } = fitting;
  return (
    <li className="tabular">
      {[when(startsAt, timeZone), withStore ? storeName : "", contactName, contact, hit ? t(hit) : ""]
        .filter(Boolean)
        .join(" · ")}
    </li>
  );
}

/**
 * For staff: the bookings in conflict with a change of hours or rooms, with the shopper's contact; nothing when there
 * are none.
 */
export function ConflictList({ fittings, withStore = false }: { fittings: FittingRow[]; withStore?: boolean }) {
  const t = useTranslations("fittings.conflict");
  if (fittings.length === 0) return null;
  return (
    <Notice tone="kept">
      <p className="font-medium">{t("deskTitle", { count: fittings.length })}</p>
      <p>{t("deskText")}</p>
      <ul className="mt-2 grid gap-1">
        {fittings.map((fitting) => (
          <ConflictRow key={fitting.fittingId} fitting={fitting} withStore={withStore} />
        ))}
      </ul>
    </Notice>
  );
}
