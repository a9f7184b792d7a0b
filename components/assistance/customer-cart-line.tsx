"use client";
import { useLocale, useTranslations } from "next-intl";
import { inLocale, optionsOf, variantTitle } from "@/components/sync/react/card-title";
import { type CartLineView, useMutate } from "@/components/sync/react/hooks";
import { Button } from "@/components/ui/button";
import { Picture } from "@/components/ui/picture";
import { Stepper } from "@/components/ui/stepper";
import { useToast } from "@/components/ui/toast";
import { formatMoney } from "@/server/platform/money";

/** A line of the customer's cart on the tablet. */
export function CustomerCartLine({ line, scope }: { line: CartLineView; scope: string }) {
  const t = useTranslations("cart");
  const sync = useTranslations("sync");
  const locale = useLocale();
  const mutate = useMutate();
  const toast = useToast();
  const { card, price, quantity, lineKey, variantId, fulfilment, pending } = line;
  const title = card ? variantTitle(card, locale) : t("unnamed");
  const remove = () => {
    void mutate([{ name: "cart.remove", args: { lineKey, seenQuantity: quantity } }], scope);
    const undo = () => void mutate([{ name: "cart.add", args: { variantId, fulfilment, quantity } }], scope);
    toast({ text: t("removed", { title }), action: { label: t("undo"), altText: t("undoHow"), run: undo } });
  };
  return (
    <li className="grid grid-cols-[88px_1fr] gap-5 border-b border-hairline py-4">
      <Picture picture={card?.picture ?? null} alt="" sizes="88px" className="aspect-4/5" />
      <div className="grid content-between gap-2">
        <div className="flex items-baseline justify-between gap-4">
          <h3 className="font-serif text-xl">{card ? inLocale(card.title, locale) : t("unnamed")}</h3>
          <span className="text-lg font-medium whitespace-nowrap tabular">
            {price ? formatMoney({ ...price, minor: price.minor * quantity }, locale) : "—"}
          </span>
        </div>
        <p className="text-base">
          {card ? optionsOf(card, locale) : null}
          {pending ? <span className="text-ochre"> · {sync("notSent")}</span> : null}
        </p>
        <div className="flex items-center justify-between gap-4">
          <Stepper
            size="tablet"
            value={quantity}
            labels={{ group: t("quantity", { title }), decrease: t("less", { title }), increase: t("more", { title }) }}
            onDecrease={() => void mutate([{ name: "cart.dec", args: { lineKey, quantity: 1 } }], scope)}
            onIncrease={() => void mutate([{ name: "cart.add", args: { variantId, fulfilment, quantity: 1 } }], scope)}
          />
          <Button size="tablet" variant="quiet" aria-label={t("removeOf", { title })} onClick={remove}>
            {t("remove")}
          </Button>
        </div>
      </div>
    </li>
  );
}
