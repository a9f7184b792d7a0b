"use client";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { useRouter } from "@/components/i18n/navigation";
import { useOfflineRequests } from "@/components/sync/react/hooks";
import { useSession } from "@/components/sync/react/provider";
import { useToast } from "@/components/ui/toast";
import { isOfflineRequest } from "@/server/operations/rules";
import { RequestCard } from "./request-card";

/** Announces confirmed requests and shows declined ones on every page until they are dismissed. */
export function RequestNotices() {
  const t = useTranslations("offline-requests");
  const router = useRouter();
  const toast = useToast();
  const { lastUpdate } = useSession();
  const declined = useOfflineRequests().requests.filter((request) => request.refused);
  const showConfirmed = useEffectEvent(() => {
    for (const { kind, op } of lastUpdate?.notices ?? []) {
      if (kind !== "confirmed" || !isOfflineRequest(op)) continue;
      const pickup = op.name === "request.pickup";
      const openResult = () => router.push(`/${pickup ? "orders" : "fittings"}/${op.made}`);
      toast({
        text: t(pickup ? "pickupConfirmed" : "fittingConfirmed"),
        action: { label: t("see"), altText: t("seeHow"), run: openResult },
        duration: 12_000,
      });
    }
  });
  const serial = lastUpdate?.serial ?? 0;
  useEffect(() => {
    if (serial > 0) showConfirmed();
  }, [serial]);
  if (declined.length === 0) return null;
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-3 px-5 pt-4 md:px-14">
      {declined.map((request) => (
        <RequestCard key={request.args.key} request={request} />
      ))}
    </div>
  );
}
