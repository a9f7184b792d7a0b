"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useOfflineRequest } from "@/components/sync/react/hooks";
import { Button, buttonClass } from "@/components/ui/button";
import { RequestCard } from "./request-card";

/** What a sheet shows after a request was queued: the request, live, until it is confirmed, declined or withdrawn. */
export function RequestSent({
  requestKey,
  kind,
  onClose,
}: {
  requestKey: string;
  kind: "pickup" | "fitting";
  onClose: () => void;
}) {
  const t = useTranslations("offline-requests");
  const close = useTranslations("reservations.reserve");
  const { request, made } = useOfflineRequest(requestKey);
  const confirmedText = t(kind === "pickup" ? "pickupConfirmed" : "fittingConfirmed");
  return (
    <div className="grid gap-5">
      <div role="status">
        <h3 className="font-serif text-2xl">{request ? t("asked") : made ? confirmedText : t("withdrawn")}</h3>
        {request && !request.refused ? <p className="text-soft">{t("nothingHeld")}</p> : null}
      </div>
      {request ? <RequestCard request={request} /> : null}
      <div className="grid gap-2">
        {made ? (
          <Link
            href={`/${kind === "pickup" ? "orders" : "fittings"}/${made}`}
            onClick={onClose}
            className={buttonClass({ block: true })}
          >
            {t("see")}
          </Link>
        ) : null}
        <Button block variant="outline" onClick={onClose}>
          {close("another")}
        </Button>
      </div>
    </div>
  );
}
