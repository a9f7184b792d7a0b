"use client";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { useRouter } from "@/components/i18n/navigation";
import { useWishes } from "@/components/sync/react/hooks";
import { useSession } from "@/components/sync/react/provider";
import { useToast } from "@/components/ui/toast";
import { isWish } from "@/server/operations/rules";
import { WishCard } from "./request-card";

/** Tells of wishes that were confirmed and shows those that were declined, on every page, until they are dismissed. */
export function WishNews() {
  const t = useTranslations("wishes");
  const router = useRouter();
  const toast = useToast();
  const { news } = useSession();
  const declined = useWishes().wishes.filter((wish) => wish.refused);
  const tell = useEffectEvent(() => {
    for (const { kind, op } of news?.notices ?? []) {
      if (kind !== "confirmed" || !isWish(op)) continue;
      const pickup = op.name === "wish.pickup";
      const see = () => router.push(`/${pickup ? "orders" : "fittings"}/${op.made}`);
      toast({
        text: t(pickup ? "pickupConfirmed" : "fittingConfirmed"),
        action: { label: t("see"), altText: t("seeHow"), run: see },
        duration: 12_000,
      });
    }
  });
  const serial = news?.serial ?? 0;
  useEffect(() => {
    if (serial > 0) tell();
  }, [serial]);
  if (declined.length === 0) return null;
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-3 px-5 pt-4 md:px-14">
      {declined.map((wish) => (
        <WishCard key={wish.args.key} wish={wish} />
      ))}
    </div>
  );
}
