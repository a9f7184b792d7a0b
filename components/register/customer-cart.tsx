"use client";
import { useTranslations } from "next-intl";
import { useShift } from "@/components/store/use-shift";
import { useCart } from "@/components/sync/react/hooks";
import { Button } from "@/components/ui/button";
import type { AssistedShopper } from "@/server/assistance/schema";
import { type BasketLine, toBasketLines } from "./basket";

/** The cart of the assisted customer: moved to the basket in one tap, with the fulfilment chosen on the phone. */
export function CustomerCart({
  client,
  taken,
  onTake,
}: {
  client: AssistedShopper;
  taken: BasketLine[];
  onTake: (lines: Omit<BasketLine, "id">[]) => void;
}) {
  const t = useTranslations("register.sell");
  const { storeId } = useShift();
  const cart = useCart(client.scopeId);
  const name = client.name || t("guest");
  const remaining = cart.lines.filter((line) => !taken.some((l) => l.lineKey === line.lineKey));
  const quantity = remaining.reduce((sum, l) => sum + l.quantity, 0);
  return (
    <section
      aria-label={t("customerOf", { name })}
      className="flex flex-wrap items-center justify-between gap-4 bg-wash px-5 py-3"
    >
      <p className="text-lg">
        {t("customerOf", { name })} <span className="text-soft">· {t("cart", { count: cart.quantity })}</span>
      </p>
      {remaining.length > 0 ? (
        <Button size="tablet" variant="outline" onClick={() => onTake(toBasketLines(remaining, storeId))}>
          {t("takeCart", { count: quantity })}
        </Button>
      ) : null}
    </section>
  );
}
