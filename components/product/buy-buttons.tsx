"use client";
import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { AddToCart } from "@/components/cart/add-to-cart";
import { BookFitting } from "@/components/fittings/booking/book-fitting";
import { concernsVariants, RequestList } from "@/components/offline-requests/request-list";
import { ReserveInStore } from "@/components/reservations/reserve-in-store";
import { useSyncStore } from "@/components/sync/react/provider";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { selectPictures } from "@/server/catalogue/rules";
import type { ProductVariant, ProductView, VariantCard } from "@/server/catalogue/schema";

/** Builds a variant's card from its product page, so that the cart shows it at once, also offline. */
function toCard(product: ProductView, variant: ProductVariant): VariantCard {
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
    picture: selectPictures(product, variant.colourKey)[0] ?? null,
    active: true,
  };
}

/**
 * Add to cart, reserve and book a fitting; the first two are fixed at the bottom on phones. Without a size the
 * buttons ask for one; what is sold out cannot be bought, unless stock is unknown offline.
 */
export function BuyButtons({
  product,
  variant,
  known,
}: {
  product: ProductView;
  variant: ProductVariant | null;
  /** Stock was fetched; otherwise it is as rendered. */
  known: boolean;
}) {
  const t = useTranslations("catalogue.product");
  const why = useId();
  const isOffline = useIsOffline();
  const { cards } = useSyncStore();
  const [isSizePrompted, setIsSizePrompted] = useState(false);
  const variantId = variant?.variantId ?? null;
  useEffect(() => {
    if (variant) cards.put("variants", toCard(product, variant), variant.variantId);
  }, [cards, product, variant]);
  const isGone = !(isOffline && !known) && (variant ? !variant.available : product.variants.every((v) => !v.available));
  const refused = isGone ? { soldOut: true, "aria-describedby": why } : {};
  const promptForSize = () => {
    setIsSizePrompted(true);
    const first = document.querySelector<HTMLInputElement>("#sizes input");
    first?.closest("fieldset")?.scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  };
  return (
    <>
      <div className="z-20 mt-4 max-md:sticky max-md:bottom-[calc(3.5rem+env(safe-area-inset-bottom))] max-md:-mx-4 max-md:border-t max-md:border-hairline max-md:bg-ecru max-md:px-4 max-md:py-3">
        <div className="grid grid-cols-2 gap-3 *:px-3">
          <AddToCart block variantId={variantId} onMissing={promptForSize} {...refused} />
          <ReserveInStore block variantId={variantId} onMissing={promptForSize} {...refused} />
        </div>
        <p id={why} role="status" className="pt-1.5 text-sm text-thread empty:hidden">
          {isGone ? (variant?.size ? t("sizeSoldOut", { size: variant.size }) : t("allSoldOut")) : ""}
          {isSizePrompted && !variant && !isGone ? t("choose") : ""}
        </p>
      </div>
      <div className="mt-3">
        <BookFitting productId={product.productId} variantId={isGone ? null : variantId} />
      </div>
      <RequestList of={concernsVariants(product.variants.map((v) => v.variantId))} className="mt-5" />
    </>
  );
}
