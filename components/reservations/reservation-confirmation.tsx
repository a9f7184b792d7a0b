"use client";
import { useTranslations } from "next-intl";
import { useRouter } from "@/components/i18n/navigation";
import { PickupCode } from "@/components/orders/pickup-code";
import { useStoreTimes } from "@/components/stores/times";
import { Button } from "@/components/ui/button";
import { Qr } from "@/components/ui/qr";
import { leaveSheets } from "@/components/ui/sheet-entries";
import { buildHandOverText } from "@/server/orders/pickup/rules";
import type { PickupRow } from "@/server/orders/pickup/schema";

/** The confirmation of a reservation: when, where, the code, and next steps. */
export function ReservationConfirmation({ pickup, onClose }: { pickup: PickupRow; onClose: () => void }) {
  const t = useTranslations("reservations");
  const { when } = useStoreTimes();
  const router = useRouter();
  const formatWhen = (iso: string) => when(iso, pickup.store.timeZone);
  return (
    <div className="grid gap-5">
      <div role="status">
        <h3 className="font-serif text-2xl">{t("reserve.doneTitle")}</h3>
        <p className="text-pretty">
          {t("reserve.doneText", { store: pickup.store.name, when: formatWhen(pickup.promisedAt) })}
        </p>
        <p className="text-sm text-soft">{t("reserve.keep", { when: formatWhen(pickup.expiresAt) })}</p>
        <p className="text-sm text-soft">{t("reserve.payThere")}</p>
      </div>
      <div className="flex items-center gap-5 rounded border border-hairline p-4">
        <Qr
          text={buildHandOverText(pickup)}
          label={t("order.qr", { code: pickup.code })}
          className="size-28 shrink-0"
        />
        <div>
          <p className="text-sm text-soft">{t("order.code")}</p>
          <PickupCode code={pickup.code} />
          <p className="text-sm text-soft">{t("number", { number: String(pickup.number) })}</p>
        </div>
      </div>
      <div className="grid gap-2">
        <Button block onClick={() => void leaveSheets().then(() => router.push(`/reservations/${pickup.id}`))}>
          {t("reserve.show")}
        </Button>
        <Button block variant="outline" onClick={onClose}>
          {t("reserve.another")}
        </Button>
      </div>
    </div>
  );
}
