"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { AddToCart } from "@/components/cart/add-to-cart";
import { FavouriteButton } from "@/components/favourites/favourite-button";
import { useSyncStore } from "@/components/sync/provider";
import { localised, picturesOf } from "@/server/catalogue/rules";
import type { ProductVariant, ProductView, VariantCard } from "@/server/catalogue/schema";

/** The card of a variant from what its page knows, so that the bag shows it at once, also without a network. */
function cardOf(product: ProductView, variant: ProductVariant): VariantCard {
  return {
    variantId: variant.variantId,
    productId: product.productId,
    handle: product.handle,
    title: product.title,
    options: variant.options,
    size: variant.size,
    colour: product.colours.find((c) => c.key === variant.colourKey) ?? null,
    price: variant.price,
    compareAt: variant.compareAt,
    picture: picturesOf(product, variant.colourKey)[0] ?? null,
    active: true,
  };
}

/** Bag and heart, under the thumb on phones. Without a size chosen, the button asks for one. */
export function BuyButtons({ product, variant }: { product: ProductView; variant: ProductVariant | null }) {
  const t = useTranslations("catalogue.product");
  const locale = useLocale();
  const { cards } = useSyncStore();
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (variant) cards.put("variants", cardOf(product, variant), variant.variantId);
  }, [cards, product, variant]);
  return (
    <div className="z-20 mt-6 max-md:sticky max-md:bottom-[calc(3.5rem+env(safe-area-inset-bottom))] max-md:-mx-4 max-md:border-t max-md:border-hairline max-md:bg-ecru max-md:px-4 max-md:py-3">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <AddToCart
            block
            variantId={variant?.variantId ?? null}
            onMissing={() => {
              setAsked(true);
              document.querySelector<HTMLInputElement>("#sizes input")?.focus();
            }}
          />
        </div>
        <FavouriteButton
          productId={product.productId}
          title={localised(product.title, locale)}
          className="size-12 shrink-0 rounded border border-field"
        />
      </div>
      <p role="alert" className="pt-1.5 text-sm text-thread empty:hidden">
        {asked && !variant ? t("choose") : ""}
      </p>
    </div>
  );
}
