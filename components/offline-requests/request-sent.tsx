"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useWish } from "@/components/sync/react/hooks";
import { Button, buttonClass } from "@/components/ui/button";
import { WishCard } from "./request-card";

/** What a sheet shows after asking without an answer: the wish, live, until it is confirmed, declined or withdrawn. */
export function Asked({
  wishKey,
  kind,
  onClose,
}: {
  wishKey: string;
  kind: "pickup" | "fitting";
  onClose: () => void;
}) {
  const t = useTranslations("wishes");
  const close = useTranslations("orders.reserve");
  const { wish, made } = useWish(wishKey);
  const confirmed = t(kind === "pickup" ? "pickupConfirmed" : "fittingConfirmed");
  return (
    <div className="grid gap-5">
      <div role="status">
        <h3 className="font-serif text-2xl">{wish ? t("asked") : made ? confirmed : t("withdrawn")}</h3>
        {wish && !wish.refused ? <p className="text-soft">{t("nothingHeld")}</p> : null}
      </div>
      {wish ? <WishCard wish={wish} /> : null}
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
