"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useFavourites } from "@/components/sync/react/hooks";
import { Icon } from "@/components/ui/icon";

/** The header's link to the favourites, with their count. */
export function FavouritesLink() {
  const t = useTranslations("favourites");
  const { items } = useFavourites();
  return (
    <Link
      href="/favourites"
      aria-label={t("link", { count: items.length })}
      className="relative grid size-12 place-items-center rounded hover:bg-wash"
    >
      <Icon name="heart" />
      {items.length > 0 ? (
        <span
          aria-hidden="true"
          data-testid="favourites-count"
          className="absolute top-1 right-0.5 grid h-5 min-w-5 place-items-center rounded-full bg-ink px-1 text-[11px] font-semibold text-on-ink tabular"
        >
          {items.length}
        </span>
      ) : null}
    </Link>
  );
}
