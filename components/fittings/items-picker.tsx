"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { optionsOf } from "@/components/sync/react/card-title";
import { useCart, useFavourites } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { CheckField, SelectField } from "@/components/ui/field";
import { Picture } from "@/components/ui/picture";
import type { ProductCard } from "@/server/catalogue/schema";
import { maxItems } from "@/server/fittings/rules";
import { useVariantCards } from "./use-fittings";

/** The items to hang in the room: from this page, the cart and the favourites. `chosen` are variant ids. */
export function ItemsPicker({
  offered,
  chosen,
  onChange,
}: {
  /** Offered first, before what is in the cart. */
  offered: string[];
  chosen: string[];
  onChange: (variantIds: string[]) => void;
}) {
  const t = useTranslations("fittings.book");
  const cart = useCart();
  const favourites = useFavourites();
  const ids = [...new Set([...offered, ...cart.lines.map((l) => l.variantId), ...chosen])];
  const card = useVariantCards(ids);
  const products = new Set(ids.map((id) => card(id)?.productId));
  const others = favourites.items.flatMap((f) => (f.card && !products.has(f.productId) ? [f.card] : []));
  const full = chosen.length >= maxItems;
  if (ids.length === 0 && others.length === 0) return null;
  const toggle = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((c) => c !== id));
  return (
    <fieldset className="grid gap-1">
      <legend className="text-sm font-medium">{t("items")}</legend>
      <p className="text-sm text-soft">{t("itemsHint", { max: maxItems })}</p>
      <ul className="divide-y divide-hairline">
        {ids.map((id) => (
          <li key={id}>
            <CheckField
              className="items-center!"
              checked={chosen.includes(id)}
              disabled={full && !chosen.includes(id)}
              onChange={(event) => toggle(id, event.target.checked)}
              label={<VariantLine card={card(id)} />}
            />
          </li>
        ))}
      </ul>
      {others.length > 0 ? (
        <details className="border-t border-hairline">
          <summary className="flex min-h-11 cursor-pointer items-center text-sm underline underline-offset-4">
            {t("fromFavourites")}
          </summary>
          <ul className="grid gap-3 pb-2">
            {others.map((product) => (
              <FavouriteChoice
                key={product.productId}
                product={product}
                disabled={full}
                onAdd={(id) => toggle(id, true)}
              />
            ))}
          </ul>
        </details>
      ) : null}
    </fieldset>
  );
}

type KnownCard = NonNullable<ReturnType<ReturnType<typeof useVariantCards>>>;

/** A variant in one line: picture, title, options. */
export function VariantLine({ card }: { card: KnownCard | undefined }) {
  const locale = useLocale();
  const title = card ? (card.title[locale] ?? card.title.en) : "…";
  return (
    <span className="flex items-center gap-3">
      <span className="w-11 shrink-0">
        <Picture picture={card?.picture ?? null} alt="" sizes="44px" />
      </span>
      <span className="min-w-0">
        <span className="block font-serif leading-snug">{title}</span>
        <span className="block text-sm text-soft">{card ? optionsOf(card, locale) : ""}</span>
      </span>
    </span>
  );
}

function FavouriteChoice({
  product,
  disabled,
  onAdd,
}: {
  product: ProductCard;
  disabled: boolean;
  onAdd: (variantId: string) => void;
}) {
  const t = useTranslations("fittings.book");
  const locale = useLocale();
  const [asked, setAsked] = useState(false);
  const { data } = useQuery(
    useTRPC().catalogue.getProduct.queryOptions({ handle: product.handle }, { enabled: asked }),
  );
  return (
    <li>
      <SelectField
        label={product.title[locale] ?? product.title.en}
        value=""
        disabled={disabled}
        onFocus={() => setAsked(true)}
        onPointerDown={() => setAsked(true)}
        onChange={(event) => event.target.value && onAdd(event.target.value)}
      >
        <option value="">{t("chooseSize")}</option>
        {data?.variants.map((v) => (
          <option key={v.variantId} value={v.variantId}>
            {optionsOf(
              { options: v.options, colour: product.colours.find((c) => c.key === v.colourKey) ?? null },
              locale,
            )}
          </option>
        ))}
      </SelectField>
    </li>
  );
}
