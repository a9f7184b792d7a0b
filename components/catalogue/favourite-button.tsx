"use client";
import { useTranslations } from "next-intl";
import { useIsFavourite, useToggleFavourite } from "@/components/sync/react/hooks";
import { Icon } from "@/components/ui/icon";

/** The heart of a product: pressed when it is a favourite. `title` is the product's name in the page's language. */
export function FavouriteButton({
  productId,
  title,
  className = "",
}: {
  productId: string;
  title: string;
  className?: string;
}) {
  const t = useTranslations("favourites");
  const wanted = useIsFavourite(productId);
  const toggle = useToggleFavourite();
  return (
    <button
      type="button"
      aria-pressed={wanted}
      aria-label={wanted ? t("remove", { title }) : t("add", { title })}
      onClick={() => void toggle(productId, !wanted)}
      className={`grid size-11 place-items-center rounded-full transition-transform duration-150 hover:scale-110 motion-reduce:transition-none ${wanted ? "text-thread [&_path]:fill-current" : "text-ink"} ${className}`}
    >
      <Icon name="heart" />
    </button>
  );
}
