"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { Breadcrumbs } from "@/components/catalogue/breadcrumbs";
import { FavouriteButton } from "@/components/catalogue/favourite-button";
import { StoreAvailability, useAvailability } from "@/components/stores/availability";
import { useSyncStore } from "@/components/sync/react/provider";
import { Price } from "@/components/ui/price";
import { getCut, localise } from "@/server/catalogue/rules";
import type { ProductView } from "@/server/catalogue/schema";
import { BuyButtons } from "./buy-buttons";
import { type ChosenValues, findChosenVariant, getInitialChoice, listAxes, listMatching, mergeStock } from "./choice";
import { Gallery } from "./gallery";
import { BoxOptions, ColourOptions } from "./options";
import { SizeHelp } from "./size-help";

/** The choice of a variant; the colour also stands in the address, so that it can be shared. */
function useChoice(product: ProductView) {
  const [chosen, setChosen] = useState<ChosenValues>(() => getInitialChoice(product));
  const axes = listAxes(product);
  useEffect(() => {
    const key = new URLSearchParams(location.search).get("colour");
    if (key && product.colours.some((c) => c.key === key)) setChosen(getInitialChoice(product, key));
  }, [product]);
  const choose = (index: number, value: string) => {
    setChosen((before) => before.with(index, value));
    const key = axes[index]?.values.find((v) => v.value === value)?.colour?.key;
    if (key) history.replaceState(history.state, "", `?colour=${encodeURIComponent(key)}`);
  };
  return { axes, chosen, choose };
}

/** The interactive part of a product page: pictures, colours, sizes, cart and stores. */
export function ProductStage({ product: asRendered }: { product: ProductView }) {
  const t = useTranslations("catalogue");
  const locale = useLocale();
  const { cards } = useSyncStore();
  const { data: stock } = useAvailability(asRendered.productId);
  const product = useMemo(() => mergeStock(asRendered, stock?.stores), [asRendered, stock]);
  const { axes, chosen, choose } = useChoice(asRendered);
  const variant = findChosenVariant(product, chosen);
  const shown = variant ?? listMatching(product, chosen)[0] ?? product.variants[0];
  const cut = getCut(product.path);
  const name = localise(product.title, locale);
  const soldOut = product.variants.every((v) => !v.available);
  useEffect(() => void cards.recordView(product.productId).catch(() => {}), [cards, product.productId]);
  const onColour = (key: string) => {
    const axis = axes.find((a) => a.role === "colour");
    const value = axis?.values.find((v) => v.colour?.key === key)?.value;
    if (axis && value) choose(axis.index, value);
  };
  return (
    <div className="mx-auto grid max-w-[1440px] gap-x-14 gap-y-7 px-4 md:grid-cols-[minmax(0,1fr)_minmax(340px,0.82fr)] md:px-8 md:pt-8 lg:px-14">
      <Gallery product={product} colourKey={shown?.colourKey ?? null} onColour={onColour} />
      <div className="min-w-0">
        <Breadcrumbs path={product.path} last />
        <div className="mt-1 flex items-start justify-between gap-4">
          <h1 className="mt-1 font-serif text-[34px] leading-[1.1] tracking-[-0.01em] text-balance md:text-[44px]">
            {name}
          </h1>
          <FavouriteButton
            productId={product.productId}
            title={name}
            className="-mt-0.5 -mr-2 size-12 shrink-0 md:mt-1"
          />
        </div>
        {shown ? (
          <p className="mt-3 font-serif text-[26px]">
            <Price
              price={shown.price}
              compareAt={shown.compareAt}
              locale={locale}
              labels={{ now: t("card.now"), was: t("card.was") }}
            />
          </p>
        ) : null}
        <div className="mt-5 grid gap-3">
          {axes
            .toSorted((a, b) => Number(b.role === "colour") - Number(a.role === "colour"))
            .map((axis) =>
              axis.role === "colour" ? (
                <ColourOptions key={axis.index} product={product} axis={axis} chosen={chosen} onChoose={choose} />
              ) : (
                <BoxOptions
                  key={axis.index}
                  product={product}
                  axis={axis}
                  chosen={chosen}
                  onChoose={choose}
                  aside={axis.role === "size" && cut ? <SizeHelp cut={cut} /> : null}
                />
              ),
            )}
        </div>
        {soldOut ? <p className="mt-4 text-soft">{t("product.allSoldOut")}</p> : null}
        <div className="mt-6">
          <StoreAvailability
            productId={product.productId}
            variantId={variant?.variantId ?? null}
            {...(variant?.size ? { size: variant.size } : {})}
          />
        </div>
        <BuyButtons product={product} variant={variant} known={stock !== undefined} />
        <div
          // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised at import, written by us in the demo
          dangerouslySetInnerHTML={{ __html: localise(product.description, locale) }}
          className="prose-cloth mt-8 max-w-[52ch] text-pretty text-soft"
        />
      </div>
    </div>
  );
}
